//! Bookings of any kind, in words.

use crate::strings::{Lang, own_words, strings};

own_words!(bookings);

strings! {
    for Words;

    slip_unsent = "发出去以后才能打印。" | "It can be printed once it is sent.";
    slip_title = "预约凭条" | "Booking slip";
    slip_door = "打印凭条" | "Print a slip";
    slip_state = "情况" | "State";
    slip_call = "改期取消" | "To change or cancel, call";
    slip_code = "手机扫一扫，看最新情况" | "Scan it with a phone to see how it stands now";
    slip_code_alt = "这个预约的二维码" | "QR code of this booking";
    from_to(starts: &str, ends: &str) = "{starts} 到 {ends}" | "{starts} to {ends}";
    title = "预约" | "Booking";
    mine_question = "社区在查的" | "In question";
    booked_now = "记下了，您不用再做什么。" | "It is noted; nothing more to do.";
    booked_pending = "记下了，等社区同意。" | "It is noted and waits for approval.";
    confirm_title = "做得怎么样？" | "How was it?";
    confirm_done = "做好了" | "It was done";
    confirm_bad = "有问题" | "Something was wrong";
    confirm_bad_reason = "哪里不对" | "What was wrong";
    confirm_bad_send = "告诉社区" | "Tell the desk";
    cancel_booking = "取消预约" | "Cancel this booking";
    cancel_ask = "真的要取消吗？时间会让给别人。" | "Really cancel? Others can have the time then.";
    cancel_reason = "为什么取消" | "Why";
    cancel_yes = "是，取消" | "Yes, cancel";
    book_again = "再约一次" | "Book again";
    call_desk_short = "问社区" | "Ask the desk";
    news(what: &str, when: &str, state: &str) = "{what}（{when}）：{state}" | "{what}, {when}: {state}";
    fact_note = "说明" | "Note";
    fact_report = "做了什么" | "What was done";
    found = "预约" | "Bookings";
    topic_cancel = "怎么改、怎么取消预约" | "How to change or cancel a booking";
    topic_cancel_text = "在“我的预约”里点开那一条，最下面有“取消预约”。要换时间，就先取消，再重新约。也可以打电话给社区，请他们改。" | "Open it under “Bookings”; “Cancel this booking” is at its end. For another time, cancel it and book anew, or call the community desk and let them do it.";
    topic_cancel_keywords = "取消 改期 换时间 不去了 退" | "cancel change reschedule another time";
    topic_print = "打印预约凭条" | "Print a booking slip";
    topic_print_text = "点开一条预约，点“打印凭条”。没有打印机，请社区打一张，贴在冰箱上。" | "Open a booking and tap “Print a slip”. Without a printer, ask the desk for one, and put it on the refrigerator.";
    topic_print_keywords = "打印 凭条 二维码 纸" | "print slip paper QR code";
    one_caregiver(service: &str, name: &str) = "{service} · {name}" | "{service} · {name}";
    about_so_long(length: &str) = "约 {length}" | "{length}";
    also_last_time = "以前来过" | "Came before";
    call_caregiver = "打电话" | "Call";
    did_cancel = "取消预约" | "Cancel a booking";
    desk_people(people: u16) = "{people} 人" | "{people} coming";
    desk_carer_gone = "护理员不在了" | "The caregiver has left";
    desk_room_gone = "活动室不开了" | "The room is gone";
    desk_another_room = "另约活动室" | "Book another room";
    desk_cancel_visit = "取消这次……" | "Cancel it …";
    desk_cancel_send = "取消，告诉对方" | "Cancel and tell them";
    desk_made_by_staff = "代约" | "booked for them";
    state_taken_off = "不用您去了" | "You are not sent any more";
}

impl Words {
    /// How many people come.
    #[must_use]
    pub fn people_come(self, people: u16) -> String {
        match (self.0, people) {
            (Lang::Zh, _) => format!("{people} 人"),
            (Lang::En, 1) => "1 person".to_owned(),
            (Lang::En, _) => format!("{people} people"),
        }
    }
}
