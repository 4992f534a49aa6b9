//! Other hours than usual, in words.

use crate::strings::{Lang, own_words, strings};

own_words!(hours);

strings! {
    for Words;

    news_hours(when: &str) = "开放时间变了。{when}的预约请看一看。" | "Opening hours changed. Please look at the booking of {when}.";
    news_carer_hours(service: &str, when: &str) = "护理员的上班时间变了。{service}（{when}）请看一看。" | "The caregiver's hours changed. Please look at the booking of {service}, {when}.";
    news_room_gone(when: &str) = "这间活动室不开了。{when}的预约，社区会联系您。" | "This room is gone. The desk will call you about the booking of {when}.";
    news_carer_gone(service: &str, when: &str) = "护理员不在了。{service}（{when}），社区会另外安排。" | "The caregiver has left. The desk will arrange {service}, {when}, anew.";
    did_except = "改开放时间" | "Opening hours";
    desk_change_title(name: &str, day: &str) = "{name} · {day}" | "{name} · {day}";
    desk_close_day = "这天关门" | "Close the day";
    desk_other_hours = "换个时间开" | "Open at other hours";
    desk_from = "从" | "From";
    desk_until = "到" | "Until";
    desk_see_hits = "看看会碰到谁" | "See whom it affects";
    desk_hits_none = "没有预约受影响。" | "No booking is affected.";
    desk_hits_tell = "这些预约会保留，确定后每家都会收到消息：" | "These bookings stay; everyone is told once you confirm:";
    desk_change_note = "原因，大家会看到" | "Why; people will read it";
    desk_change_send = "确定，告诉他们" | "Confirm and tell them";
    desk_change_none = "不改了" | "Leave it as it is";
    desk_new_hours(hours: &str) = "改成 {hours}" | "New hours {hours}";
}

impl Words {
    /// What a change of hours hits.
    #[must_use]
    pub fn desk_hits(self, count: usize) -> String {
        match (self.0, count) {
            (Lang::Zh, _) => format!("会碰到 {count} 个预约"),
            (Lang::En, 1) => "1 booking is affected".to_owned(),
            (Lang::En, _) => format!("{count} bookings are affected"),
        }
    }
}
