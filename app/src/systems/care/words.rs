//! Care at home, in words.

use linli_domain::care::{PlaceCheck, Service};

use crate::strings::{Lang, own_words, strings, words};

own_words!(care);

strings! {
    for Words;

    title = "约照护" | "Book care";
    whom = "给谁约？" | "For whom?";
    which = "要哪一种照护？" | "Which kind of care?";
    when = "什么时候来？" | "When should we come?";
    check = "这样约，对吗？" | "Is this right?";
    two_carers = "两位护理员" | "two caregivers";
    no_visit_times = "这一天没有空的护理员" | "No caregiver is free on this day";
    no_visit_times_about = "换一天看看，或者打电话给社区。" | "Try another day, or call the desk.";
    next_free_day(day: &str) = "{day}有空" | "{day} has time";
    look_next_week = "看看下一周" | "Look at the next week";
    fact_service = "服务" | "Service";
    note = "要跟护理员说什么" | "Anything the caregiver should know";
    note_hint = "比如：门铃坏了，请敲门" | "For example: the bell is broken, please knock";
    book = "就这样约" | "Book it";
    other_time = "换个时间" | "Another time";
    not_said = "没有登记住址，请打电话给社区" | "No address known; please call the desk";
    nav_today = "今天" | "Today";
    nav_week = "这周" | "Week";
    nav_care = "照护" | "Care";
    deed_settled = "处理了这次没上门的事" | "Saw to the missed visit";
    found = "照护" | "Care";
    topic = "怎么约护理员上门" | "How to book care at home";
    topic_text = "在首页点“约照护”，先挑要做什么，再挑哪天、几点，最后看一遍，点“就这样约”。护理员答应了，首页会写“护理员会来”。" | "Tap “Book care” on the first page. Choose what you need, then day and time, look it over and book. Once the caregiver has agreed, the first page says so.";
    topic_keywords = "照护 护理 上门 助浴 助餐 陪诊 探访 保姆 洗澡 吃饭 看病 预约" | "care caregiver bath meal clinic visit nurse";
    door = "约照护" | "Book care";
    door_about = "助浴、助餐、陪诊、探访" | "Bath, meals, clinic, visits";
    door_work = "我的上门安排" | "My visits";
    door_work_about = "今天去谁家、几点去" | "Whom to visit today, and when";
    did_book = "约照护" | "Book care";
    did_accept = "接受上门" | "Accept a visit";
    did_decline = "去不了" | "Cannot come";
    did_assign = "派护理员" | "Assign a caregiver";
    did_set_out = "出发" | "Set out";
    did_check_in = "到了" | "Check in";
    did_check_out = "做完了" | "Check out";
    did_nobody_home = "没人在家" | "Nobody home";
    did_settle = "没上门的事" | "A missed visit";
    did_confirm = "评一句" | "A word about a visit";
    work_title = "今天" | "Today";
    work_week_title = "这周" | "This week";
    desk_care_title = "照护" | "Care";
    work_lead(name: &str, day: &str) = "{name} · {day}" | "{name} · {day}";
    work_none = "今天没有上门" | "No visits today";
    work_none_about = "有新的安排会出现在这里。" | "New visits appear here.";
    work_list = "今天上门" | "Visits of today";
    work_waiting = "等您答应" | "Waiting for your answer";
    work_see_week = "看这周" | "See the week";
    work_no_role = "您不是护理员" | "You are not a caregiver";
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
    visit_service = "做什么" | "Service";
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
    desk_care_today = "今天的护理员" | "Caregivers today";
    desk_care_of(day: &str) = "{day}的护理员" | "Caregivers: {day}";
    desk_off = "不上班" | "off";
    desk_no_carer = "没有护理员" | "No caregiver";
    desk_disputed = "居民说有问题" | "The elder says something was wrong";
    desk_missed = "没上门成" | "Missed visit";
    desk_missed_settle = "处理好了……" | "It is seen to …";
    desk_missed_done = "怎么处理的" | "What was done";
    desk_missed_send = "处理好了" | "It is seen to";
    desk_settled = "说好了……" | "It is settled …";
    desk_settled_send = "确认这次做好了" | "Confirm that it was done";
    desk_settled_reason = "怎么说好的" | "How it was settled";
    desk_no_visits = "没有上门" | "No visits";
    desk_gap(span: &str) = "空 {span}" | "Free {span}";
    desk_certificate_over = "证书到期了" | "Certificate has run out";
    desk_certificate_until(day: &str) = "证书 {day}到期" | "Certificate until {day}";
    desk_no_carers = "这里还没有护理员" | "There are no caregivers here yet";
    desk_without_carer = "还没有护理员的上门" | "Visits without a caregiver";
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
    book_care = "约照护" | "Care at home";
    knows_them(times: usize) = "去过 {times} 次，熟悉这位老人" | "You have been there {times}×";
    your_week_is_free = "您这周最有空" | "You have most time this week";
    you_are_only = "那时只有您有空" | "Only you are free then";
    desk_chose_you = "社区请您去" | "The desk asks you to go";
    went_there(times: usize) = "去过 {times} 次，老人熟悉" | "Has been there {times}×";
    week_is_empty = "这周还没有安排" | "Nothing else this week";
    week_has(length: &str) = "这周排了 {length}" | "{length} of work this week";
}

words! {
    for Words;

    /// What the service is, in a few words.
    service_about(Service) {
        Meal = "做饭、送饭、喂饭" | "Cooking, bringing, helping to eat";
        Bath = "洗澡、擦身、换衣" | "Bath, wash, fresh clothes";
        Cleaning = "打扫、洗衣、换床单" | "Rooms, laundry, bedding";
        Walking = "陪您出门走走" | "Company on a walk";
        Clinic = "陪去医院，陪回家" | "To the clinic and back home";
        Urgent = "家里临时出了小状况" | "A small thing that cannot wait";
        BasicCare = "翻身、穿衣、如厕" | "Turning, dressing, toilet";
        Health = "量血压、测血糖、提醒吃药" | "Blood pressure, sugar, medicine";
        Visit = "上门看看您，说说话" | "Someone looks in on you";
        Comfort = "有心事，慢慢说" | "Someone who listens";
        Errand = "买东西、缴费、取药" | "Shopping, bills, medicine";
        Refit = "装扶手、防滑垫、夜灯" | "Rails, mats, night lights";
    }
    place_check(PlaceCheck) {
        AtHome = "在家里签的到" | "Checked in at the home";
        NotVerified = "位置没有核实" | "Place not verified";
    }
}

impl Words {
    /// Title of a caregiver's day, with how many visits.
    #[must_use]
    pub fn work_count(self, count: usize) -> String {
        match (self.0, count) {
            (_, 0) => self.work_title().to_owned(),
            (Lang::Zh, _) => format!("今天 {count} 家"),
            (Lang::En, 1) => "Today, 1 visit".to_owned(),
            (Lang::En, _) => format!("Today, {count} visits"),
        }
    }

    /// Gaps between visits, and visits that lack a caregiver.
    #[must_use]
    pub fn desk_gaps(self, gaps: usize, without: usize) -> String {
        match (self.0, gaps, without) {
            (Lang::Zh, _, 0) => format!("{gaps} 处空档"),
            (Lang::Zh, _, _) => format!("{gaps} 处空档，{without} 次上门没有人"),
            (Lang::En, 1, 0) => "1 gap".to_owned(),
            (Lang::En, _, 0) => format!("{gaps} gaps"),
            (Lang::En, 1, _) => format!("1 gap, {without} without a caregiver"),
            (Lang::En, _, _) => format!("{gaps} gaps, {without} without a caregiver"),
        }
    }

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
            Reason::LeastBusy { minutes } => self.week_has(&self.0.length(minutes)),
            Reason::OnlyOne => self.0.only_one().to_owned(),
            Reason::Staff => self.0.staff_chose().to_owned(),
        }
    }
}
