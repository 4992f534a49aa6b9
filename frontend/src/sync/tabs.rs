//! The other tabs of this browser: they hear what one of them has changed.

use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "linli";

/// What one tab tells the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum News {
    /// The storage has changed.
    Changed,
    /// Somebody signs out, and the storage goes.
    Left,
}

impl News {
    const fn text(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Left => "left",
        }
    }
}

/// The way to the other tabs.
#[derive(Debug)]
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// Tells the others, from a page that listens to nobody.
    pub fn say(news: News) {
        Self(BroadcastChannel::new(CHANNEL).ok()).tell(news);
    }

    /// Listens to the others as long as the page lives.
    pub fn listen(heard: impl Fn(News) + 'static) -> Self {
        let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return Self(None) };
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match event.data().as_string().as_deref() {
                Some("changed") => heard(News::Changed),
                Some("left") => heard(News::Left),
                _ => {}
            }
        });
        channel.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        Self(Some(channel))
    }

    /// Whether nothing is heard of the others: the browser has no such thing.
    pub const fn is_deaf(&self) -> bool {
        self.0.is_none()
    }

    /// Tells the others.
    pub fn tell(&self, news: News) {
        if let Some(channel) = &self.0 {
            _ = channel.post_message(&news.text().into());
        }
    }
}
