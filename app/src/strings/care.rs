//! Care at home: services, and why one caregiver rather than another.

use linli_domain::care::{PlaceCheck, Reason, Rule, Service};

strings! {
    care_title = "约照护" | "Book care";
    care_whom = "给谁约？" | "For whom?";
    care_which = "要哪一种照护？" | "Which kind of care?";
    care_when = "什么时候来？" | "When should we come?";
    care_check = "这样约，对吗？" | "Is this right?";
    and = "、" | " and ";
    myself = "我自己" | "Myself";
    two_carers = "两位护理员" | "two caregivers";
    no_visit_times = "这一天没有空的护理员" | "No caregiver is free on this day";
    no_visit_times_about = "换一天看看，或者打电话给社区。" | "Try another day, or call the desk.";
    next_free_day(day: &str) = "{day}有空" | "{day} has time";
    look_next_week = "看看下一周" | "Look at the next week";
    fact_service = "服务" | "Service";
    fact_when = "时间" | "When";
    fact_whom = "给谁" | "For";
    fact_who_comes = "谁来" | "Who comes";
    fact_where = "在哪里" | "Where";
    fact_note = "说明" | "Note";
    fact_reason = "原因" | "Reason";
    fact_report = "做了什么" | "What was done";
    care_note = "要跟护理员说什么" | "Anything the caregiver should know";
    care_note_hint = "比如：门铃坏了，请敲门" | "For example: the bell is broken, please knock";
    care_book = "就这样约" | "Book it";
    care_other_time = "换个时间" | "Another time";
    not_said = "没有登记住址，请打电话给社区" | "No address known; please call the desk";
}

words! {
    service(Service) {
        Meal = "助餐" | "Meals";
        Bath = "助浴" | "Bathing";
        Cleaning = "助洁" | "Cleaning";
        Walking = "助行" | "Walking";
        Clinic = "陪同就医" | "Clinic visit";
        Urgent = "助急" | "Urgent errand";
        BasicCare = "基础照护" | "Basic care";
        Health = "健康管理" | "Health check";
        Visit = "探访" | "Visit";
        Comfort = "陪聊谈心" | "Company";
        Errand = "代办事" | "Errands";
        Refit = "家里改造" | "Home safety";
    }
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
    rule(Rule) {
        Skill = "不做这项服务" | "Does not offer this service";
        Certificate = "证书到期了" | "Certificate has run out";
        Hours = "那时不上班" | "Not at work then";
        Overlap = "那时有别的安排" | "Busy then";
        Gender = "不合老人对男女的要求" | "Not the gender that was asked for";
        Blocked = "老人不让这位来" | "Not to be sent to this home";
        Declined = "说过这次来不了" | "Said no to this visit";
        DayLimit = "那天已经排满" | "That day is full";
        WeekLimit = "那周已经排满" | "That week is full";
        RestDay = "那天该休息了" | "Needs that day of rest";
    }
    place_check(PlaceCheck) {
        AtHome = "在家里签的到" | "Checked in at the home";
        NotVerified = "位置没有核实" | "Place not verified";
    }
}

strings! {
    knows_you(times: usize) = "来过 {times} 次，熟悉您" | "Has been with you {times}×";
    least_busy = "这周最有空" | "Has most time this week";
    staff_chose = "社区安排的" | "Chosen by the desk";
    only_one = "只有这位有空" | "The only one free";
}

impl super::Lang {
    /// Why this caregiver.
    #[must_use]
    pub fn reason(self, reason: Reason) -> String {
        match reason {
            Reason::KnowsYou { times } => self.knows_you(times),
            Reason::LeastBusy { .. } => self.least_busy().to_owned(),
            Reason::OnlyOne => self.only_one().to_owned(),
            Reason::Staff => self.staff_chose().to_owned(),
        }
    }
}
