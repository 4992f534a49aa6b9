//! Why not, and what to do instead: whatever the system. Each says of its own what they are called, and so what
//! else there is to do.

use linli_domain::json::Code;
use linli_domain::refusal::{CommonRefusal, Counted, Field, Refusal, Thing};
use linli_domain::time::{Instant, Interval, Zone};

use super::Side;
use crate::store::Problem;
use crate::systems::{Explains, Saying, Why, explained};

strings! {
    refused_title = "没有办成" | "This did not work";
    instead = "换一个，一点就好：" | "One tap takes one of these instead:";

    no_network = "没有网络，还没有发出去。" | "No network; nothing was sent.";
    no_network_next = "写的都还在。有网络时再点一次。" | "What you wrote is still here. Try again once there is a network.";
    no_answer = "没有收到回音，不知道办成了没有。" | "No answer came, so nobody knows whether it was done.";
    no_answer_next = "写的都还在。再点一次就行，不会办两次。" | "What you wrote is still here. Press once more; it is not done twice.";
    signed_out = "您需要先登录。" | "You need to sign in first.";
    signed_out_next = "登录以后再点一次。" | "Sign in and try again.";
    broken = "服务器出了点问题。" | "The server had a problem.";
    broken_next = "过一会儿再试，或者打电话给社区。" | "Try again in a while, or call the desk.";
    unreadable = "还有地方没有选好。" | "Something is not filled in yet.";
    unreadable_next = "请看看下面，把该选的都选上。" | "Please look below and choose what is missing.";
    wrong_fields(fields: &str) = "请改一改：{fields}。" | "Please put right: {fields}.";
    wrong_fields_next = "每一处旁边写着该怎么填。" | "Beside each it says how.";
    wrong_people = "这里要写一个数，比如 12；不知道就空着。" | "This must be a number, such as 12; leave it empty when you do not know.";
    wrong_year = "这里要写四位数的年份，比如 1948。" | "This must be a year of four digits, such as 1948.";
    wrong_phone = "这不是电话号码：手机 11 位，座机要带区号；没有就空着。" | "This is no phone number: a mobile has 11 digits, a landline its area code; leave it empty where there is none.";
    wrong_time = "这里要写日期和几点，比如 2026-11-24 15:00。" | "This must be a date and a time, such as 2026-11-24 15:00.";
    wrong_choice = "请在这里选一个。" | "Please choose one.";
    wrong_empty = "这里要填。" | "This must be filled in.";
    label_gender = "性别" | "Gender";
    label_wanted = "什么时候" | "When";
    label_choice = "要选的一项" | "What to choose";

    not_allowed = "您不能办这件事。" | "You may not do this.";
    not_allowed_next = "请让能办的人来办，或者打电话给社区。" | "Ask somebody who may, or call the desk.";
    unknown(what: &str) = "找不到这个{what}。" | "This {what} cannot be found.";
    unknown_next = "可能已经没有了。请回去重新选。" | "It may be gone. Go back and choose again.";
    taken = "别人先约了这个时间。" | "Someone booked this time first.";
    choose_other_time = "请换一个时间。" | "Please choose another time.";
    past = "这个时间已经过了。" | "This time has passed.";
    ends_before_starts = "结束时间要在开始之后。" | "It must end after it starts.";
    off_grid(minutes: i64) = "时间要按每 {minutes} 分钟一格选。" | "Times go in steps of {minutes} minutes.";
    too_short(length: &str) = "至少要借{length}。" | "The shortest is {length}.";
    too_long(length: &str) = "最多能借{length}。" | "The longest is {length}.";
    choose_other_length = "请改一改用多久。" | "Please change how long.";
    beyond_horizon(day: &str) = "太早了，现在最多能约到{day}。" | "Too far ahead; bookings go up to {day}.";
    too_soon(when: &str) = "来不及准备了，最早能约{when}。" | "Too soon; the earliest is {when}.";
    closed = "那个时间不开放。" | "It is not open then.";
    closed_because(note: &str) = "那个时间不开放：{note}。" | "It is not open then: {note}.";
    too_many_people(seats: u16) = "最多坐 {seats} 人。" | "It seats {seats} at most.";
    too_many_people_next = "请换大一点的房间，或者少来几位。" | "Choose a larger room or fewer people.";
    no_caregiver = "那个时间没有合适的护理员有空。" | "No suitable caregiver is free then.";
    cannot_send(rule: &str) = "这位护理员去不了：{rule}。" | "This caregiver cannot be sent: {rule}.";
    cannot_send_next = "请换一位。" | "Choose somebody else.";
    same_carers = "选的就是现在派的人。" | "Those you chose are already the ones who come.";
    same_carers_next = "请换掉来不了的那一位。" | "Choose somebody else for the one who cannot come.";
    wrong_state(state: &str) = "这个预约现在是“{state}”，不能这样办了。" | "This booking is now “{state}”; this is no longer possible.";
    look_again = "请看看现在的情况。" | "Please look at how it stands now.";
    not_yet(when: &str) = "还早，{when} 才可以。" | "Too early; possible from {when}.";
    not_yet_next = "到时候再点一次。" | "Try again then.";
    begun = "已经开始了，不能取消。" | "It has begun and can no longer be cancelled.";
    begun_next = "有事请打电话给社区。" | "Call the desk if something is wrong.";
    changed = "刚才有人改过了。" | "Somebody changed it just now.";
    missing(field: &str) = "请填写“{field}”。" | "Please fill in: {field}.";
    missing_next = "填好再点一次。" | "Fill it in and try again.";
    too_long_text(field: &str, limit: usize) = "“{field}”写得太长了，最多 {limit} 个字。" | "“{field}” is too long; at most {limit} characters.";
    too_long_text_next = "请写短一点。" | "Please make it shorter.";
    taken_by_neighbour = "已经有邻居接下了。" | "A neighbour took it already.";
    taken_by_neighbour_next = "谢谢您！看看还有没有别的。" | "Thank you! See whether somebody else needs help.";
    exists = "这件事已经办过了。" | "This was done already.";
    phone_in_use = "这个电话已经有人用了。" | "Somebody already has this phone number.";
    phone_in_use_next = "请核对号码，或者按号码找这个人。" | "Check the number, or find the person by it.";
    birth_year(first: i16, last: i16) = "出生年份应该在 {first} 到 {last} 之间。" | "The year of birth must lie between {first} and {last}.";
    birth_year_next = "请写四位数，比如 1948。" | "Write four digits, such as 1948.";
    whose_matter = "请写明这件事归谁管。" | "Say whose matter it is.";
    internal(code: &str) = "这件事没有办成，是我们的问题。编号 {code}。" | "This failed, and it is our fault. Code {code}.";
    other_refusal = "这件事没有办成，是为什么，这个版本还说不出来。" | "This did not work, for a reason that this version has no words for.";
    other_refusal_next = "更新邻里以后再看，或者问问社区。" | "Update linli and look again, or ask the desk.";
    internal_next = "请把编号告诉社区，我们来查。" | "Tell the desk this code and we will find out.";
}

words! {
    thing(Thing) {
        Place = "地方" | "place";
        Person = "人" | "person";
        Room = "房间" | "room";
        Caregiver = "护理员" | "caregiver";
        Booking = "预约" | "booking";
        Help = "求助" | "request";
        Message = "消息" | "message";
    }
    field(Field) {
        Name = "姓名" | "Name";
        Address = "住址" | "Address";
        Phone = "电话" | "Phone";
        Note = "说明" | "Note";
        Reason = "原因" | "Reason";
        People = "人数" | "People";
        What = "要帮什么忙" | "What do you need";
        Place = "在哪里" | "Where";
        Owner = "归谁管" | "Whose matter";
        Report = "做了什么" | "What was done";
        Second = "第二位护理员" | "Second caregiver";
        BirthYear = "出生年份" | "Year of birth";
    }
}

impl super::Lang {
    /// Of what there are as many as there may be, and the way out.
    fn quota(self, limit: usize, of: Counted) -> (String, &'static str) {
        match of {
            Counted::Rooms => (self.quota_rooms(limit), self.quota_next()),
            Counted::Cancelled => (self.quota_cancelled(limit), self.quota_cancelled_next()),
            Counted::Visits => (self.quota_visits(limit), self.quota_visits_next()),
            Counted::VisitsAtOnce => (self.visits_at_once().to_owned(), self.visits_at_once_next()),
            Counted::Helps => (self.quota_helps(limit), self.quota_helps_next()),
            Counted::HelpsToday => (self.quota_helps_today(limit), self.quota_helps_today_next()),
            Counted::Taken => (self.quota_taken(limit), self.quota_taken_next()),
            Counted::TakenToday => (self.quota_taken_today(limit), self.quota_taken_today_next()),
            Counted::Registered => (self.quota_registered(limit), self.quota_registered_next()),
            Counted::LookedUp => (self.quota_looked_up(limit), self.quota_looked_up_next()),
            Counted::Other => (self.quota_other(limit), self.quota_other_next()),
        }
    }

    /// What people know a field by.
    fn label(self, field: &str) -> &'static str {
        match (Field::from_code(field), field) {
            (Some(field), _) => self.field(field),
            (None, "gender") => self.label_gender(),
            (None, "wanted") => self.label_wanted(),
            (None, _) => self.label_choice(),
        }
    }

    /// What is wanted in a field that holds something else, or nothing.
    #[must_use]
    pub fn wanted_in(self, field: &str) -> &'static str {
        match field {
            "people" => self.wrong_people(),
            "birth_year" => self.wrong_year(),
            "phone" => self.wrong_phone(),
            "wanted" => self.wrong_time(),
            "name" => self.wrong_empty(),
            _ => self.wrong_choice(),
        }
    }

    /// What went wrong, and the way out.
    #[must_use]
    pub fn problem(self, problem: &Problem, to: Side, now: Instant, zone: &Zone) -> (String, String) {
        let words = |what: &str, next: &str| (what.to_owned(), next.to_owned());
        match problem {
            Problem::Refused { refusal } => self.refusal(refusal, to, now, zone),
            Problem::Unreadable => words(self.unreadable(), self.unreadable_next()),
            Problem::Wrong { fields } => {
                let names: Vec<_> = fields.iter().map(|it| self.label(it)).collect();
                let names = names.join(if self == Self::Zh { "、" } else { ", " });
                (self.wrong_fields(&names), self.wrong_fields_next().to_owned())
            }
            Problem::Offline => words(self.no_network(), self.no_network_next()),
            Problem::NoAnswer => words(self.no_answer(), self.no_answer_next()),
            Problem::SignedOut => words(self.signed_out(), self.signed_out_next()),
            Problem::TooFast { seconds } => {
                (self.problem_too_fast(&self.wait(*seconds)), self.problem_too_fast_next().to_owned())
            }
            Problem::NotKept => words(self.not_kept(), self.not_kept_next()),
            Problem::Broken => words(self.broken(), self.broken_next()),
        }
    }

    /// Why not, and what to do instead, said to whom it concerns.
    #[must_use]
    pub fn refusal(self, refusal: &Refusal, to: Side, now: Instant, zone: &Zone) -> (String, String) {
        let saying = Saying { lang: self, to, now, zone };
        let (what, next) = explained(refusal).map_or_else(
            || (self.other_refusal().to_owned(), self.other_refusal_next()),
            |it| {
                let Why { what, next, .. } = it.words(saying);
                (what, next)
            },
        );
        (what, next.to_owned())
    }
}

impl Explains for CommonRefusal {
    fn words(&self, Saying { lang, now, zone, .. }: Saying<'_>) -> Why {
        match self {
            Self::NotAllowed => Why::not(lang.not_allowed(), lang.not_allowed_next()).gone().for_the_desk(),
            Self::Unknown { what } => Why::not(lang.unknown(lang.thing(*what)), lang.unknown_next()).gone(),
            Self::Past => Why::not(lang.past(), lang.choose_other_time()),
            Self::EndsBeforeStarts => Why::not(lang.ends_before_starts(), lang.choose_other_time()),
            Self::Quota { there: Some(there), .. } => {
                let span = lang.span(Interval { starts: there.starts, ends: there.ends }, now, zone);
                let what = match there.service {
                    Some(service) => lang.visit_there(lang.service(service), &span),
                    None => lang.room_there(&span),
                };
                Why::not(what, lang.there_next()).for_the_desk()
            }
            Self::Quota { limit, of, there: None } => {
                let (what, next) = lang.quota(*limit, *of);
                Why::not(what, next).for_the_desk()
            }
            Self::Changed => Why::not(lang.changed(), lang.look_again()),
            Self::Missing { field } => Why::not(lang.missing(lang.field(*field)), lang.missing_next()),
            Self::TooLongText { field, limit } => {
                Why::not(lang.too_long_text(lang.field(*field), *limit), lang.too_long_text_next())
            }
            Self::Exists => Why::not(lang.exists(), lang.look_again()),
            Self::Internal { support_code } => {
                Why::not(lang.internal(support_code), lang.internal_next()).for_the_desk()
            }
        }
    }
}

strings! {
    quota_rooms(limit: usize) = "这户那一周已经约了 {limit} 次，够数了。" | "This household already has as many rooms that week as it may: {limit}.";
    quota_cancelled(limit: usize) = "这户今天约了又取消的已经有 {limit} 次，今天不能再约了。" | "This household has booked and cancelled again {limit} times today; it cannot book any more today.";
    quota_cancelled_next = "请明天再约；着急的话打电话给社区，请他们帮您约。" | "Book tomorrow, or call the desk: they can book for you.";
    quota_visits(limit: usize) = "那一周已经约了 {limit} 次上门，够数了。" | "There are {limit} visits that week already, as many as there may be.";
    quota_visits_next = "请换一周；确实需要的话打电话给社区，请他们帮您约。" | "Choose another week, or call the desk: they can book for you.";
    visits_at_once = "那个时间已经约了一次上门。" | "A visit is booked for that time already.";
    visit_there(service: &str, when: &str) = "那个时间已经约了上门：{service}，{when}。" | "A visit is booked for that time already: {service}, {when}.";
    room_there(when: &str) = "那个时间约了活动室：{when}。" | "A room is booked for that time: {when}.";
    there_next = "请换一个时间；两个都要，就说一声都要。" | "Choose another time, or say that both are wanted.";
    both_wanted = "两个都要" | "Both are wanted";
    visits_at_once_next = "请换一个时间，或者先取消那一次。" | "Choose another time, or cancel that visit first.";
    quota_helps(limit: usize) = "已经有 {limit} 件求助还没办完。" | "There are {limit} requests that are not done yet.";
    quota_helps_next = "等办完一件再提；着急的话请马上打电话给社区。" | "Ask again when one is done. If it is urgent, call the desk now.";
    quota_helps_today(limit: usize) = "今天已经求助了 {limit} 次。" | "There were {limit} requests today.";
    quota_helps_today_next = "请明天再提；着急的话请马上打电话给社区。" | "Ask again tomorrow. If it is urgent, call the desk now.";
    quota_taken(limit: usize) = "您手上已经有 {limit} 件求助还没办完。" | "You have {limit} requests that are not done yet.";
    quota_taken_next = "请先办完一件，或者退回一件，再来接新的。谢谢您！" | "Bring one to its end or give one back first. Thank you!";
    quota_taken_today(limit: usize) = "您今天已经接了 {limit} 件求助。" | "You took {limit} requests today.";
    quota_taken_today_next = "谢谢您！请明天再接。" | "Thank you! Take more tomorrow.";
    quota_registered(limit: usize) = "您今天已经登记或改号 {limit} 位，到上限了。" | "You registered, or gave another number to, {limit} people today, which is the most for one day.";
    quota_registered_next = "请明天再登记，或者请同事来登记。" | "Register more tomorrow, or ask a colleague to.";
    quota_looked_up(limit: usize) = "您这一小时已经核对了 {limit} 个号码，到上限了。" | "You asked for {limit} phone numbers within this hour, which is the most.";
    quota_looked_up_next = "请过一小时再办，或者请同事来办；不带号码也可以先登记。" | "Try again in an hour, ask a colleague, or register without a number for now.";
    quota_other(limit: usize) = "已经够数了，最多 {limit} 个。" | "There are as many as there may be: {limit}.";
    quota_other_next = "确实需要的话请打电话给社区。" | "If you need more, call the desk.";
    quota_next = "请换一周，或者先取消一个。" | "Choose another week, or cancel one first.";
    wrong_stage(stage: &str) = "这件求助现在是“{stage}”，不能这样办了。" | "This request is now “{stage}”; this is no longer possible.";
}
