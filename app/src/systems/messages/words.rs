//! Messages, in words.

use crate::strings::{Lang, own_words, strings};

own_words!(messages);

strings! {
    for Words;

    title = "消息" | "Messages";
    none = "没有消息" | "No messages";
    none_about = "预约有变化时，这里会告诉您。" | "When a booking changes, it says so here.";
    messages_new = "新的" | "New";
    read = "看过的" | "Read before";
    message_unread = "还没看" | "New";
    open = "看看" | "Open";
    seen = "知道了" | "All right";
    did_read = "消息看过了" | "Message read";
}

impl Words {
    /// How many messages wait to be read.
    #[must_use]
    pub fn unread(self, count: usize) -> String {
        match (self.0, count) {
            (Lang::Zh, _) => format!("{count} 条新消息"),
            (Lang::En, 1) => "1 message".to_owned(),
            (Lang::En, _) => format!("{count} messages"),
        }
    }
}
