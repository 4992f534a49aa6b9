//! Rooms, in words.

use crate::strings::{Lang, own_words, strings};

own_words!(rooms);

strings! {
    for Words;

    nav_rooms = "活动室" | "Rooms";
    found = "活动室" | "Rooms";
    topic = "怎么借活动室" | "How to borrow a room";
    topic_text = "在首页点“借活动室”，挑一天，再挑一间、一个空着的时间，看一遍，点“借这间”。有的房间要社区同意，同意了会告诉您。" | "Tap “Borrow a room” on the first page, choose a day, a room and a free time, look it over and tap “Borrow this room”. Some rooms need the community's approval; you are told when it is there.";
    topic_keywords = "活动室 场地 房间 棋牌 排练 开会 书画 预订" | "room hall borrow reserve chess choir meeting";
    door = "借活动室" | "Borrow a room";
    door_about = "书画、棋牌、排练、开会" | "Painting, chess, choir, meetings";
    rooms_full = "今天满了，看看明天" | "Full today; look at tomorrow";
    did_book = "借活动室" | "Borrow a room";
    did_decide = "活动室审批" | "Approve a room";
    did_check_in = "活动室签到" | "Room check-in";
    title = "借活动室" | "Borrow a room";
    seats(seats: u16) = "坐 {seats} 人" | "Seats {seats}";
    step_free = "没有台阶" | "Step-free";
    needs_approval = "要社区同意" | "Needs approval";
    outdoor = "室外" | "Outdoors";
    how_long = "用多久" | "How long";
    which_day = "哪一天用？" | "Which day?";
    the_rooms = "活动室" | "Rooms";
    free = "有空" | "Free";
    free_from(clock: &str) = "{clock} 起有空" | "Free from {clock}";
    full = "这天满了" | "Full that day";
    shut = "这天不开放" | "Closed that day";
    shut_because(note: &str) = "这天不开放：{note}" | "Closed that day: {note}";
    all_times = "看所有时间" | "All times";
    no_rooms = "您的社区还没有可借的活动室" | "Your community has no rooms to lend yet";
    no_room_times = "这一天没有这么长的空" | "No stretch of this length is free that day";
    no_room_times_about = "用得短一点，或者换一天。" | "Use it for less time, or choose another day.";
    what_hint = "比如：合唱排练" | "For example: choir practice";
    take = "借这间" | "Borrow this room";
    check = "这样借，对吗？" | "Is this right?";
    other_time = "换个时间或长短" | "Another time or length";
    fact_room = "哪一间" | "Room";
    whom = "给谁借" | "For whom";
    desk_rooms_title = "活动室" | "Rooms";
    desk_approvals_title = "等同意" | "Approvals";
    desk_rooms_today = "今天的活动室" | "Rooms today";
    desk_rooms_of(day: &str) = "{day}的活动室" | "Rooms: {day}";
    desk_closed = "不开" | "closed";
    desk_list = "列表" | "As a list";
    desk_approve = "同意" | "Approve";
    desk_refuse = "不同意……" | "Say no …";
    desk_refuse_send = "不同意，告诉对方" | "Say no and tell them";
    desk_pending_none = "没有等同意的" | "Nothing waits for approval";
    desk_pending_none_about = "要同意的活动室，有人约了会在这里。" | "Rooms that need approval appear here once somebody asks.";
    desk_nobody_booked = "还没有人约" | "Nobody has booked";
    desk_check_in = "人到了" | "They are here";
    desk_no_rooms = "这里还没有活动室" | "There are no rooms here yet";
    book_room = "借活动室" | "A room";
    book_room_about = "选房间和时间" | "Choose a room and a time";
}

impl Words {
    /// How many rooms are free today.
    #[must_use]
    pub fn rooms_free(self, count: usize) -> String {
        match (self.0, count) {
            (_, 0) => self.rooms_full().to_owned(),
            (Lang::Zh, _) => format!("今天还有 {count} 间有空"),
            (Lang::En, 1) => "1 room free today".to_owned(),
            (Lang::En, _) => format!("{count} rooms free today"),
        }
    }

    /// How often one household may borrow in a week.
    #[must_use]
    pub fn week_quota(self, limit: usize) -> String {
        match (self.0, limit) {
            (Lang::Zh, _) => format!("每户一周最多借 {limit} 次，不收钱。"),
            (Lang::En, 1) => "One room a week for each household, free of charge.".to_owned(),
            (Lang::En, _) => format!("Up to {limit} rooms a week for each household, free of charge."),
        }
    }
}
