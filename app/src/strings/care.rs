//! Facts of bookings, services, and why one caregiver rather than another.

use linli_domain::care::{Reason, Rule, Service};

strings! {
    and = "、" | " and ";
    myself = "我自己" | "Myself";
    fact_when = "时间" | "When";
    fact_whom = "给谁" | "For";
    fact_who_comes = "谁来" | "Who comes";
    fact_where = "在哪里" | "Where";
    fact_reason = "原因" | "Reason";
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
