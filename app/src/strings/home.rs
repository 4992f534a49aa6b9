//! The resident's first screen.

use jiff::civil::Date;

use super::dates::days_between;

strings! {
    home_title = "首页" | "Home";
    good_morning(name: &str) = "{name}，早上好" | "Good morning, {name}";
    good_noon(name: &str) = "{name}，中午好" | "Good day, {name}";
    good_afternoon(name: &str) = "{name}，下午好" | "Good afternoon, {name}";
    good_evening(name: &str) = "{name}，晚上好" | "Good evening, {name}";
    welcome = "欢迎来到邻里" | "Welcome to linli";
    welcome_about = "约人上门照护、借活动室、请社区和邻居帮忙，都在这里。" | "Book care at home, borrow a room, ask your community and neighbours for help: all in one place.";
    start_step(step: usize, steps: usize) = "第 {step} 步，共 {steps} 步" | "Step {step} of {steps}";
    start_looks = "先挑您看着舒服的样子，以后在“我”里随时能换。" | "Choose what you read easily. You can change it any time under “Me”.";
    start_next = "下一步" | "Next";
    start_skip = "不看了，直接用" | "Skip, start now";
    start_later = "先看看，以后再登录" | "Look around first";
    start_done = "开始用" | "Start";
    start_who = "您是哪一位？" | "Who are you?";
    start_who_about = "每个人用自己的手机号登录，不用记密码。" | "Everybody signs in with their own phone number. No password to remember.";
    start_resident = "社区居民" | "I live here";
    start_resident_about = "约照护、借活动室、找人帮忙" | "Book care, borrow rooms, ask for help";
    start_family = "家里人" | "I am family";
    start_family_about = "老人同意后，替老人约" | "Book for an elder who has agreed to it";
    start_staff = "护理员、社区工作人员" | "I work here";
    start_staff_about = "看今天的安排" | "See what the day brings";
    start_signed_in(name: &str) = "您已经登录：{name}" | "You are signed in: {name}";
    sign_in_by_phone = "用手机号登录" | "Sign in by phone number";
    elder_door = "长辈版：大字、大按钮" | "Elder mode: larger print";
    usual_door = "换回标准版" | "Back to the usual print";
    lunar_prefix(day: &str) = "农历{day}" | "Lunar {day}";
    door_desk = "工作台" | "The desk";
    door_desk_about = "等您处理的事" | "What waits for an answer";
    nothing_next = "还没有安排" | "Nothing planned";
    nothing_next_about = "想约点什么，点下面一样。" | "Tap one below to arrange something.";
    for_whom(name: &str) = "为{name}约的" | "For {name}";
}

impl super::Lang {
    /// A greeting by the hour of the wall clock.
    #[must_use]
    pub fn greeting(self, name: &str, hour: i8) -> String {
        match hour {
            5..11 => self.good_morning(name),
            11..13 => self.good_noon(name),
            13..18 => self.good_afternoon(name),
            _ => self.good_evening(name),
        }
    }

    /// How many visits or answers wait for this person's word.
    #[must_use]
    pub fn word_wanted(self, count: usize) -> String {
        match (self, count) {
            (Self::Zh, _) => format!("{count} 件事等您一句话"),
            (Self::En, 1) => "1 thing waits for your word".to_owned(),
            (Self::En, _) => format!("{count} things wait for your word"),
        }
    }
}

impl super::Lang {
    /// The other language, in itself.
    #[must_use]
    pub const fn other_language_name(self) -> &'static str {
        match self {
            Self::Zh => "English",
            Self::En => "中文",
        }
    }

    /// A day near by, short enough for the large block of time: 今天, 明天, 11月28日.
    #[must_use]
    pub fn near_day(self, day: Date, today: Date) -> String {
        match days_between(today, day) {
            0..2 => self.day(day, today),
            2..7 => self.short_day(day, today).to_owned(),
            _ => self.date(day),
        }
    }

    /// Day and part of the day together: 今天下午 · Today, pm.
    #[must_use]
    pub fn day_part(self, day: &str, part: &str) -> String {
        match self {
            Self::Zh => format!("{day}{part}"),
            Self::En => format!("{day}, {part}"),
        }
    }
}
