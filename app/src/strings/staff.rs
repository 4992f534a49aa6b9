//! The desk, the caregiver's day and the street.

use linli_domain::booking::State;
use linli_domain::help::Stage;
use linli_domain::time::{Interval, Minutes, Zone};

use super::Side;

strings! {
    work_title = "今天" | "Today";
    work_week_title = "这周" | "This week";
    desk_title = "工作台" | "Desk";
    desk_rooms_title = "活动室" | "Rooms";
    desk_care_title = "照护" | "Care";
    desk_book_title = "替居民预约" | "Book for someone";
    desk_approvals_title = "等同意" | "Approvals";
    register_title = "登记居民" | "Register a resident";
    street_title = "上报件" | "Escalated";

    // A caregiver's day.
    work_lead(name: &str, day: &str) = "{name} · {day}" | "{name} · {day}";
    work_none = "今天没有上门" | "No visits today";
    work_none_about = "有新的安排会出现在这里。" | "New visits appear here.";
    work_list = "今天上门" | "Visits of today";
    work_waiting = "等您答应" | "Waiting for your answer";
    work_see_week = "看这周" | "See the week";
    work_no_role = "您不是护理员" | "You are not a caregiver";
    visit_of(called: &str, service: &str) = "{called} · {service}" | "{called} · {service}";
    visit_accept = "我会去" | "I will come";
    visit_set_out = "我出发了" | "I am setting out";
    visit_check_in = "到了，签到" | "I am here: check in";
    visit_check_out = "做完了，签退" | "Done: check out";
    visit_not_yet(when: &str) = "{when} 起可以出发" | "You can set out from {when}";
    visit_report = "做了什么" | "What was done";
    visit_report_hint = "老人和家里人会看到" | "The elder and the family read this";
    visit_times(came: &str, left: &str) = "{came} 到，{left} 离开" | "{came} to {left}";
    visit_came(came: &str) = "{came} 到的" | "Here since {came}";
    visit_address_later(length: &str) = "住址和电话在上门前 {length}显示" | "Address and phone show {length} before the visit";
    visit_cannot = "我来不了" | "I cannot come";
    visit_cannot_about = "会马上另找一位。" | "Somebody else is looked for at once.";
    visit_cannot_send = "确定来不了" | "Confirm: I cannot come";
    visit_reason = "为什么" | "Why";
    visit_nobody = "敲门没人应" | "Nobody opens";
    visit_nobody_about = "先打个电话，再等几分钟。" | "Call first, then wait a few minutes.";
    visit_nobody_send = "记下：家里没人" | "Record: nobody home";
    visit_facts = "这次上门" | "This visit";
    visit_who = "谁" | "Who";
    visit_service = "做什么" | "Service";
    visit_where = "住址" | "Address";
    visit_phone = "电话" | "Phone";
    visit_mind = "当心" | "Mind";
    visit_wish = "留言" | "Note";
    visit_why_me = "为什么是您" | "Why you";
    visit_with = "一起去" | "Together with";
    visit_in = "签到" | "Checked in";
    visit_heard(when: &str) = "{when} 才收到" | "Heard of {when}";
    visit_out = "签退" | "Checked out";
    week_other = "下一周" | "Next week";
    week_this = "本周" | "This week";
    week_free = "没有上门" | "No visits";
    week_label = "选一周" | "Choose a week";

    // The desk.
    desk_oldest_first = "急的、超时的、最久的在前" | "Urgent, late, then oldest first";
    desk_nothing_waits = "都办完了" | "Nothing waits";
    desk_nothing_waits_about = "有新的事会出现在这里。" | "What comes in appears here.";
    desk_elsewhere = "别的页面" | "Other pages";
    desk_rooms_today = "今天的活动室" | "Rooms today";
    desk_care_today = "今天的护理员" | "Caregivers today";
    desk_rooms_of(day: &str) = "{day}的活动室" | "Rooms: {day}";
    desk_care_of(day: &str) = "{day}的护理员" | "Caregivers: {day}";
    desk_see_day = "看一天" | "See the day";
    desk_closed = "不开" | "closed";
    desk_off = "不上班" | "off";
    desk_list = "列表" | "As a list";
    desk_take = "我来办" | "I take it";
    desk_go_on = "继续办" | "Go on with it";
    desk_call_back = "去回访" | "Call back";
    desk_look = "去看看" | "Look at it";
    desk_urgent = "很急" | "Urgent";
    desk_whole(length: &str) = "全程 {length}" | "{length} since asked";
    desk_whole_over(length: &str, over: &str) = "全程 {length}，超了 {over}" | "{length} since asked, {over} over";
    desk_with(name: &str) = "{name} 在办" | "with {name}";
    desk_people(people: u16) = "{people} 人" | "{people} coming";
    desk_approve = "同意" | "Approve";
    desk_refuse = "不同意……" | "Say no …";
    desk_refuse_send = "不同意，告诉对方" | "Say no and tell them";
    desk_refuse_reason = "为什么，对方会看到" | "Why; they will read it";
    desk_no_carer = "没有护理员" | "No caregiver";
    desk_disputed = "居民说有问题" | "The elder says something was wrong";
    desk_missed = "没上门成" | "Missed visit";
    desk_missed_settle = "处理好了……" | "It is seen to …";
    desk_missed_done = "怎么处理的" | "What was done";
    desk_missed_send = "处理好了" | "It is seen to";
    desk_carer_gone = "护理员不在了" | "The caregiver has left";
    desk_room_gone = "活动室不开了" | "The room is gone";
    desk_another_room = "另约活动室" | "Book another room";
    desk_wanted(when: &str) = "希望 {when}" | "wanted {when}";
    desk_asked(when: &str) = "{when}求助，没网，后来才收到" | "asked {when}, without a network; it came later";
    desk_another_time = "换个时间约" | "Book another time";
    desk_cancel_visit = "取消这次……" | "Cancel it …";
    desk_cancel_send = "取消，告诉对方" | "Cancel and tell them";
    desk_settled = "说好了……" | "It is settled …";
    desk_settled_send = "确认这次做好了" | "Confirm that it was done";
    desk_settled_reason = "怎么说好的" | "How it was settled";
    desk_made_by_staff = "代约" | "booked for them";
    desk_pending_none = "没有等同意的" | "Nothing waits for approval";
    desk_pending_none_about = "要同意的活动室，有人约了会在这里。" | "Rooms that need approval appear here once somebody asks.";
    desk_open_hours(hours: &str) = "开放 {hours}" | "Open {hours}";
    desk_closed_day = "这天不开放" | "Closed on this day";
    desk_works(hours: &str) = "上班 {hours}" | "At work {hours}";
    desk_day_off = "这天不上班" | "Off on this day";
    desk_nobody_booked = "还没有人约" | "Nobody has booked";
    desk_no_visits = "没有上门" | "No visits";
    desk_check_in = "人到了" | "They are here";
    desk_gap(span: &str) = "空 {span}" | "Free {span}";
    desk_certificate_over = "证书到期了" | "Certificate has run out";
    desk_certificate_until(day: &str) = "证书 {day}到期" | "Certificate until {day}";
    desk_change_day = "改这天的时间" | "Change this day";
    desk_change_title(name: &str, day: &str) = "{name} · {day}" | "{name} · {day}";
    desk_close_day = "这天关门" | "Close the day";
    desk_other_hours = "换个时间开" | "Open at other hours";
    desk_from = "从" | "From";
    desk_until = "到" | "Until";
    desk_see_hits = "看看会碰到谁" | "See whom it affects";
    desk_hits_none = "没有预约受影响。" | "No booking is affected.";
    desk_hits_tell = "这些预约会保留，确定后每家都会收到消息：" | "These bookings stay; everyone is told once you confirm:";
    desk_change_note = "原因，大家会看到" | "Why; people will read it";
    desk_change_send = "确定，告诉他们" | "Confirm and tell them";
    desk_change_none = "不改了" | "Leave it as it is";
    desk_new_hours(hours: &str) = "改成 {hours}" | "New hours {hours}";
    desk_no_rooms = "这里还没有活动室" | "There are no rooms here yet";
    desk_no_carers = "这里还没有护理员" | "There are no caregivers here yet";
    desk_without_carer = "还没有护理员的上门" | "Visits without a caregiver";

    desk_assign = "安排护理员" | "Send a caregiver";
    desk_replace = "换护理员" | "Change caregiver";
    assign_now(names: &str) = "现在派的是{names}" | "Sent so far: {names}";
    assign_who = "派谁去？" | "Who shall go?";
    assign_first = "第一位" | "First caregiver";
    assign_second = "第二位" | "Second caregiver";
    assign_stays = "本来就派的这位" | "Sent already";
    assign_reason = "为什么换，老人会看到" | "Why; the elder will read it";
    assign_send = "就派这位" | "Send this caregiver";
    assign_send_two = "就派这两位" | "Send these two";
    assign_none = "这个时间没有人能去" | "Nobody can go then";
    assign_none_about = "打电话问问能不能换个时间。" | "Ring and ask whether another time would do.";
    assign_others = "别的护理员为什么不行" | "Why the others cannot go";
    assign_over = "这次上门不能再换人了" | "Nobody can be sent to this visit any more";

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
    book_room = "借活动室" | "A room";
    book_room_about = "选房间和时间" | "Choose a room and a time";
    book_care = "约照护" | "Care at home";
    book_help = "找人帮忙" | "Ask for help";
    book_help_about = "替居民记下一件事" | "Write a request down for them";
    book_masked = "先跟对方核对。全名和住址，替他办事时才显示。" | "Check with them first. The full name and address show once you book for them.";
    book_other = "换一个人" | "Somebody else";
    book_born(year: i16) = "{year} 年生" | "Born in {year}";

    number_title = "换手机号" | "Another phone number";
    number_lead = "号码换了主人，或者换了新号，在这里改。先核对本人身份证。" | "When a number has another owner, or a person another number. Check their identity card first.";
    number_what = "怎么改" | "What to do";
    number_new = "换成新号码" | "Give a new number";
    number_new_about = "以后用新号码登录" | "They sign in with the new one";
    number_none = "停用现在的号码" | "Take the number away";
    number_none_about = "不再用手机登录，社区替他办" | "They sign in no more; the desk acts for them";
    number_phone = "新号码" | "New number";
    number_phone_hint = "停用就空着" | "Leave empty to take it away";
    number_reason = "原因" | "Why";
    number_reason_hint = "会告诉本人，也会留下记录" | "The person is told, and it is kept";
    number_after = "改好以后，他在所有手机上都会退出登录。" | "They are signed out on every phone then.";
    number_send = "改好" | "Change";
    number_door = "换手机号" | "Another phone number";
    number_staff = "工作人员的号码由管理员在名单里改。" | "Numbers of staff are changed in the file of places.";
    register_name = "姓名" | "Name";
    register_phone = "电话" | "Phone";
    register_phone_hint = "没有电话就空着" | "Leave empty if there is none";
    register_gender = "性别" | "Gender";
    register_year = "哪年出生" | "Year of birth";
    register_year_hint = "四位数，比如 1948" | "Four digits, such as 1948";
    register_address = "住址" | "Address";
    register_address_hint = "几幢几室" | "Building and door";
    register_send = "登记，接着预约" | "Register and go on to book";
    register_lead = "没有手机的居民也能约。" | "People without a phone can book too.";

    // One request.
    case_facts = "情况" | "Facts";
    case_place = "在哪里" | "Where";
    case_wanted = "什么时候要" | "Wanted";
    case_asked = "求助时间" | "Asked";
    case_answerer = "谁来办" | "Who answers";
    case_taker = "谁在办" | "Taken by";
    case_owner = "归谁管" | "Whose matter";
    case_stage_clock = "这一步" | "This step";
    case_whole_clock = "全程" | "Whole case";
    case_community = "社区" | "Community";
    case_with_street = "已上报街道" | "With the subdistrict";
    case_next = "下一步" | "What to do";
    case_triage = "定谁来办" | "Say who answers";
    case_triage_send = "定了" | "That is settled";
    case_owner_hint = "转给别的单位才要写：哪个单位，谁接的" | "Only when it goes to another office: which one, and who took it over";
    case_answer_community = "社区自己办" | "We do it ourselves";
    case_answer_neighbour = "先给邻居看，不带姓名门牌" | "Neighbours see it, without name and door";
    case_answer_neighbour_asked = "居民只告诉了社区：先问过本人。邻居会看到写的话，不带姓名门牌" | "It was told to the community only: ask the person first. Neighbours read what was written, without name and door";
    case_answer_relief = "走政府救助" | "Through government relief";
    case_answer_other = "不归社区，转给负责的单位" | "Not ours: handed to whose matter it is";
    case_take = "我来办" | "I take it";
    case_note = "记一笔" | "Add a note";
    case_note_label = "写给居民看的话" | "What the resident will read";
    case_note_send = "记下" | "Add it";
    case_resolve = "办好了" | "It is done";
    case_resolve_note = "怎么办好的" | "How it was done";
    case_call_back_about = "打个电话，问问解决了没有。" | "Ring and ask whether it is solved.";
    case_word = "居民怎么说" | "What they say";
    case_word_note = "原话或经过" | "Their words, or what happened";
    case_call_back_send = "记下回访" | "Record it";
    case_close = "办结" | "Close it";
    case_close_about = "居民已经有话，可以收起来了。" | "The resident has spoken; it can be put away.";
    case_reopen = "重新打开" | "Open it again";
    case_reopen_note = "为什么" | "Why";
    case_escalate = "上报街道" | "Send to the subdistrict";
    case_escalate_about = "总时间接着走，不会重来。" | "The clock of the whole case goes on.";
    case_escalate_note = "为什么社区办不了" | "Why the community cannot solve it";
    case_over = "这件事已经了结。" | "This is over.";

    // The street.
    street_lead = "社区解决不了、交到街道的事；等得最久的在前。" | "What communities could not solve; the longest waiting first.";
    street_none = "没有上报的事" | "Nothing has been escalated";
    street_none_about = "社区上报的会出现在这里。" | "What communities send up appears here.";
}

impl super::Lang {
    /// Title of a caregiver's day, with how many visits.
    #[must_use]
    pub fn work_count(self, count: usize) -> String {
        match (self, count) {
            (_, 0) => self.work_title().to_owned(),
            (Self::Zh, _) => format!("今天 {count} 家"),
            (Self::En, 1) => "Today, 1 visit".to_owned(),
            (Self::En, _) => format!("Today, {count} visits"),
        }
    }

    /// How many things wait at the desk.
    #[must_use]
    pub fn desk_waits(self, count: usize) -> String {
        match (self, count) {
            (Self::Zh, _) => format!("等处理 {count}"),
            (Self::En, 1) => "1 waits".to_owned(),
            (Self::En, _) => format!("{count} wait"),
        }
    }

    /// Gaps between visits, and visits that lack a caregiver.
    #[must_use]
    pub fn desk_gaps(self, gaps: usize, without: usize) -> String {
        match (self, gaps, without) {
            (Self::Zh, _, 0) => format!("{gaps} 处空档"),
            (Self::Zh, _, _) => format!("{gaps} 处空档，{without} 次上门没有人"),
            (Self::En, 1, 0) => "1 gap".to_owned(),
            (Self::En, _, 0) => format!("{gaps} gaps"),
            (Self::En, 1, _) => format!("1 gap, {without} without a caregiver"),
            (Self::En, _, _) => format!("{gaps} gaps, {without} without a caregiver"),
        }
    }

    /// What a change of hours hits.
    #[must_use]
    pub fn desk_hits(self, count: usize) -> String {
        match (self, count) {
            (Self::Zh, _) => format!("会碰到 {count} 个预约"),
            (Self::En, 1) => "1 booking is affected".to_owned(),
            (Self::En, _) => format!("{count} bookings are affected"),
        }
    }

    /// How long the whole case has run, and by how much it is over.
    #[must_use]
    pub fn desk_case(self, ran: Minutes, left: Minutes) -> String {
        if left < 0 {
            self.desk_whole_over(&self.length(ran), &self.length(-left))
        } else {
            self.desk_whole(&self.length(ran))
        }
    }
}

strings! {
    knows_them(times: usize) = "去过 {times} 次，熟悉这位老人" | "You have been there {times}×";
    your_week_is_free = "您这周最有空" | "You have most time this week";
    you_are_only = "那时只有您有空" | "Only you are free then";
    desk_chose_you = "社区请您去" | "The desk asks you to go";
    went_there(times: usize) = "去过 {times} 次，老人熟悉" | "Has been there {times}×";
    week_is_empty = "这周还没有安排" | "Nothing else this week";
    week_has(length: &str) = "这周排了 {length}" | "{length} of work this week";
}

impl super::Lang {
    /// Why this caregiver, said to them.
    #[must_use]
    pub fn reason_for_carer(self, reason: linli_domain::care::Reason) -> String {
        use linli_domain::care::Reason;
        match reason {
            Reason::KnowsYou { times } => self.knows_them(times),
            Reason::LeastBusy { .. } => self.your_week_is_free().to_owned(),
            Reason::OnlyOne => self.you_are_only().to_owned(),
            Reason::Staff => self.desk_chose_you().to_owned(),
        }
    }

    /// What speaks for a caregiver, said to who chooses one.
    #[must_use]
    pub fn reason_for_staff(self, reason: linli_domain::care::Reason) -> String {
        use linli_domain::care::Reason;
        match reason {
            Reason::KnowsYou { times } => self.went_there(times),
            Reason::LeastBusy { minutes: 0 } => self.week_is_empty().to_owned(),
            Reason::LeastBusy { minutes } => self.week_has(&self.length(minutes)),
            Reason::OnlyOne => self.only_one().to_owned(),
            Reason::Staff => self.staff_chose().to_owned(),
        }
    }
}

strings! {
    state_yours_to_answer = "等您答应" | "Waiting for your answer";
    state_you_will = "您会去" | "You will come";
    state_elder_confirms = "等老人确认" | "Waiting for the elder's word";
    state_resident_confirms = "做完了，等居民确认" | "Done, waiting for the resident's word";
    state_taken_off = "不用您去了" | "You are not sent any more";
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
