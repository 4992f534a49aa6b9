//! The resident's first screen.

strings! {
    home_title = "首页" | "Home";
    good_morning(name: &str) = "{name}，早上好" | "Good morning, {name}";
    good_noon(name: &str) = "{name}，中午好" | "Good day, {name}";
    good_afternoon(name: &str) = "{name}，下午好" | "Good afternoon, {name}";
    good_evening(name: &str) = "{name}，晚上好" | "Good evening, {name}";
    welcome = "欢迎来到邻里" | "Welcome to linli";
    lunar_prefix(day: &str) = "农历{day}" | "Lunar {day}";
    door_care = "约照护" | "Book care";
    door_care_about = "助浴、助餐、陪诊、探访" | "Bath, meals, clinic, visits";
    door_rooms = "借活动室" | "Borrow a room";
    door_rooms_about = "书画、棋牌、排练、开会" | "Painting, chess, choir, meetings";
    door_help = "找人帮忙" | "Ask for help";
    door_help_about = "社区和邻居都能帮您" | "Your community and neighbours";
    next_up = "接下来" | "Next";
    nothing_next = "今天没有安排" | "Nothing planned today";
    nothing_next_about = "想约点什么，点下面的门。" | "Tap a door below to arrange something.";
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
}
