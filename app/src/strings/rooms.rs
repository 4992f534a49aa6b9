//! Rooms, and the states of every kind of booking.

use linli_domain::booking::State;

strings! {
    rooms_title = "借活动室" | "Borrow a room";
    seats(seats: u16) = "坐 {seats} 人" | "Seats {seats}";
    step_free = "没有台阶" | "Step-free";
    needs_approval = "要社区同意" | "Needs approval";
    outdoor = "室外" | "Outdoors";
    how_long = "用多久" | "How long";
    which_day = "哪一天用？" | "Which day?";
    the_rooms = "活动室" | "Rooms";
    room_free = "有空" | "Free";
    room_free_from(clock: &str) = "{clock} 起有空" | "Free from {clock}";
    room_full = "这天满了" | "Full that day";
    room_shut = "这天不开放" | "Closed that day";
    room_shut_because(note: &str) = "这天不开放：{note}" | "Closed that day: {note}";
    all_times = "看所有时间" | "All times";
    no_rooms = "您的社区还没有可借的活动室" | "Your community has no rooms to lend yet";
    no_room_times = "这一天没有这么长的空" | "No stretch of this length is free that day";
    no_room_times_about = "用得短一点，或者换一天。" | "Use it for less time, or choose another day.";
    room_people = "几个人来" | "How many people";
    room_what = "做什么用" | "What for";
    room_what_hint = "比如：合唱排练" | "For example: choir practice";
    room_take = "借这间" | "Borrow this room";
    room_check = "这样借，对吗？" | "Is this right?";
    room_other_time = "换个时间或长短" | "Another time or length";
    fact_room = "哪一间" | "Room";
    room_whom = "给谁借" | "For whom";
    held_until(when: &str) = "替您留到{when}。到时社区没有答复就放开。" | "Held for you until {when}; released if the desk has not answered by then.";
}

impl super::Lang {
    /// How often one household may borrow in a week.
    #[must_use]
    pub fn week_quota(self, limit: usize) -> String {
        match (self, limit) {
            (Self::Zh, _) => format!("每户一周最多借 {limit} 次，不收钱。"),
            (Self::En, 1) => "One room a week for each household, free of charge.".to_owned(),
            (Self::En, _) => format!("Up to {limit} rooms a week for each household, free of charge."),
        }
    }

    /// How many people come.
    #[must_use]
    pub fn people_come(self, people: u16) -> String {
        match (self, people) {
            (Self::Zh, _) => format!("{people} 人"),
            (Self::En, 1) => "1 person".to_owned(),
            (Self::En, _) => format!("{people} people"),
        }
    }
}

words! {
    state(State) {
        Pending = "等社区同意" | "Waiting for approval";
        Confirmed = "约好了" | "Booked";
        Expired = "没等到答复，已放开" | "Not answered, released";
        Requested = "正在找护理员" | "Finding a caregiver";
        Assigned = "等护理员答应" | "Waiting for the caregiver";
        Accepted = "护理员会来" | "The caregiver will come";
        OnTheWay = "已经出发" | "On the way";
        CheckedIn = "已经到了" | "Arrived";
        CheckedOut = "做完了，等您确认" | "Done, waiting for your word";
        Completed = "已完成" | "Completed";
        Disputed = "有问题，社区在查" | "In question, staff is looking";
        Cancelled = "已取消" | "Cancelled";
        Refused = "社区没有同意" | "Not approved";
        NobodyHome = "敲门没人" | "Nobody home";
        NoShow = "没有来" | "Nobody came";
    }
}
