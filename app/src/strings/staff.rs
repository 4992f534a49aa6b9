//! The desk, and what several systems say to who works.

use linli_domain::booking::State;
use linli_domain::help::Stage;
use linli_domain::time::{Interval, Zone};

use super::Side;

strings! {
    desk_title = "工作台" | "Desk";
    desk_book_title = "替居民预约" | "Book for someone";
    register_title = "登记居民" | "Register a resident";

    visit_of(called: &str, service: &str) = "{called} · {service}" | "{called} · {service}";
    visit_who = "谁" | "Who";
    visit_where = "住址" | "Address";
    visit_phone = "电话" | "Phone";

    // The desk.
    desk_oldest_first = "急的、超时的、最久的在前" | "Urgent, late, then oldest first";
    desk_nothing_waits = "都办完了" | "Nothing waits";
    desk_nothing_waits_about = "有新的事会出现在这里。" | "What comes in appears here.";
    desk_elsewhere = "别的页面" | "Other pages";
    desk_see_day = "看一天" | "See the day";
    desk_look = "去看看" | "Look at it";
    desk_refuse_reason = "为什么，对方会看到" | "Why; they will read it";
    desk_another_time = "换个时间约" | "Book another time";
    desk_open_hours(hours: &str) = "开放 {hours}" | "Open {hours}";
    desk_closed_day = "这天不开放" | "Closed on this day";
    desk_works(hours: &str) = "上班 {hours}" | "At work {hours}";
    desk_day_off = "这天不上班" | "Off on this day";
    desk_change_day = "改这天的时间" | "Change this day";

    desk_assign = "安排护理员" | "Send a caregiver";

    // Booking for somebody.
    book_phone = "居民的电话" | "The resident's phone number";
    book_phone_hint = "手机或座机，空格不用管" | "Mobile or landline; spaces do not matter";
    book_find = "找人" | "Find";
    book_bad_phone = "这个号码不对" | "This is not a phone number";
    book_bad_phone_about = "手机 11 位；座机要带区号。" | "A mobile has 11 digits; a landline needs its area code.";
    book_nobody(phone: &str) = "没有人登记 {phone}" | "Nobody is registered with {phone}";
    book_nobody_about = "登记一下，马上就能约。" | "Register them and book right away.";
    book_register = "登记这位居民" | "Register this person";
    book_no_phone = "居民没有电话？" | "No phone at all?";
    book_registered = "登记好了" | "Registered";
    book_what = "约什么" | "What to book";
    book_masked = "先跟对方核对。全名和住址，替他办事时才显示。" | "Check with them first. The full name and address show once you book for them.";
    book_other = "换一个人" | "Somebody else";
    book_born(year: i16) = "{year} 年生" | "Born in {year}";

    number_door = "换手机号" | "Another phone number";
}

impl super::Lang {
    /// How many things wait at the desk.
    #[must_use]
    pub fn desk_waits(self, count: usize) -> String {
        match (self, count) {
            (Self::Zh, _) => format!("等处理 {count}"),
            (Self::En, 1) => "1 waits".to_owned(),
            (Self::En, _) => format!("{count} wait"),
        }
    }
}

strings! {
    state_yours_to_answer = "等您答应" | "Waiting for your answer";
    state_you_will = "您会去" | "You will come";
    state_elder_confirms = "等老人确认" | "Waiting for the elder's word";
    state_resident_confirms = "做完了，等居民确认" | "Done, waiting for the resident's word";
    state_no_carer = "还没有护理员" | "No caregiver yet";
    stage_call_back = "等回访" | "To be called back";
    stage_withdrawn = "居民撤回了" | "Withdrawn by the resident";
}

impl super::Lang {
    /// A visit's state, said to its caregiver.
    #[must_use]
    pub const fn state_for_carer(self, state: State) -> &'static str {
        match state {
            State::Assigned => self.state_yours_to_answer(),
            State::Accepted => self.state_you_will(),
            State::CheckedOut => self.state_elder_confirms(),
            _ => self.state(state),
        }
    }

    /// A booking's state, said to staff.
    #[must_use]
    pub const fn state_for_staff(self, state: State) -> &'static str {
        match state {
            State::Requested => self.state_no_carer(),
            State::CheckedOut => self.state_resident_confirms(),
            _ => self.state(state),
        }
    }

    /// A booking's state, said to whom it concerns.
    #[must_use]
    pub const fn state_to(self, to: Side, state: State) -> &'static str {
        match to {
            Side::Resident => self.state(state),
            Side::Carer => self.state_for_carer(state),
            Side::Staff => self.state_for_staff(state),
        }
    }

    /// A request's stage, said to whom it concerns.
    #[must_use]
    pub const fn stage_to(self, to: Side, stage: Stage) -> &'static str {
        match to {
            Side::Resident | Side::Carer => self.stage(stage),
            Side::Staff => self.stage_for_staff(stage),
        }
    }

    /// A request's stage, said to staff.
    #[must_use]
    pub const fn stage_for_staff(self, stage: Stage) -> &'static str {
        match stage {
            Stage::Resolved => self.stage_call_back(),
            Stage::Withdrawn => self.stage_withdrawn(),
            _ => self.stage(stage),
        }
    }

    /// From clock to clock: 下午 2:30–3:30 · 2:30–3:30 pm
    #[must_use]
    pub fn clock_span(self, stretch: Interval, zone: &Zone) -> String {
        let parts = |at| self.clock_parts(zone.civil(at).time());
        self.between_clocks(parts(stretch.starts), parts(stretch.ends))
    }

    /// As [`clock_span`](Self::clock_span), from minutes after midnight.
    #[must_use]
    pub fn hours_span(self, from: u16, until: u16) -> String {
        self.between_clocks(self.clock_of(from), self.clock_of(until))
    }

    /// The part of the day and the clock of a minute after midnight; the day ends at twelve.
    #[must_use]
    pub fn clock_of(self, minute: u16) -> (&'static str, String) {
        let part = |it: u16| i8::try_from(it).unwrap_or_default();
        match (self, minute / 60) {
            (Self::Zh, 24..) => ("晚上", "12:00".to_owned()),
            (_, hour) => self.clock_parts(jiff::civil::time(part(hour % 24), part(minute % 60), 0, 0)),
        }
    }

    fn between_clocks(
        self,
        (first, from): (&'static str, String),
        (second, until): (&'static str, String),
    ) -> String {
        match (self, first == second) {
            (Self::Zh, true) => format!("{first} {from}–{until}"),
            (Self::Zh, false) => format!("{first} {from}–{second} {until}"),
            (Self::En, true) => format!("{from}–{until} {second}"),
            (Self::En, false) => format!("{from} {first}–{until} {second}"),
        }
    }
}
