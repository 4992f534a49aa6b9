//! What is asked of rooms, and the states of every kind of booking.

use linli_domain::booking::State;

strings! {
    room_people = "几个人来" | "How many people";
    room_what = "做什么用" | "What for";
    held_until(when: &str) = "替您留到{when}。到时社区没有答复就放开。" | "Held for you until {when}; released if the desk has not answered by then.";
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
