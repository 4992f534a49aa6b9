//! Rooms, and the states of every kind of booking.

use linli_domain::booking::State;

strings! {
    rooms_title = "借活动室" | "Borrow a room";
    seats(seats: u16) = "坐 {seats} 人" | "Seats {seats}";
    area(square_metres: u16) = "{square_metres} 平方米" | "{square_metres} m²";
    step_free = "没有台阶" | "Step-free";
    needs_approval = "要社区同意" | "Needs approval";
    outdoor = "室外" | "Outdoors";
    start_time = "选开始时间" | "Choose when to start";
    how_long = "用多久" | "How long";
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
