//! Notices, in words.

use linli_domain::systems::notices::{Audience, NoticeKind, NoticePhase};

use crate::strings::{Lang, own_words, strings, words};

own_words!(notices);

strings! {
    for Words;

    title = "通知" | "Notices";
    lead = "社区发的通知、公示和紧急提醒" | "What your community tells you";
    none = "还没有通知" | "No notices";
    none_about = "社区有事会写在这里，没有网络也能看。" | "What your community has to say is written here, and can be read without a network.";
    running = "现在有效" | "Now";
    past = "已经过去的" | "Before";
    all = "全部通知" | "All notices";
    read_it = "看全文" | "Read it";
    seen = "我看到了" | "I have seen it";
    seen_already = "您看过了" | "You have seen it";
    seen_for(name: &str) = "已经告诉{name}" | "{name} knows";
    not_seen = "还没看" | "New";
    withdrawn_because(reason: &str) = "已撤回：{reason}" | "Withdrawn: {reason}";
    corrected = "这则公示有更正" | "This announcement was corrected";
    corrects = "这则公示更正了前一则" | "This announcement corrects another";
    see_correction = "看更正" | "See the correction";
    see_corrected = "看前一则" | "See the one before";
    fact_holds = "有效期" | "Holds";
    fact_announced = "公示期" | "Stands";
    fact_whom = "发给" | "For";
    fact_from = "发布" | "Published by";
    fact_call = "有事打电话" | "Questions";
    until(day: &str) = "到{day}" | "Until {day}";
    from_to(from: &str, to: &str) = "{from} 至 {to}" | "{from} to {to}";
    comes(day: &str) = "{day}起" | "From {day}";
    to_all = "全体居民" | "Everybody";
    to_age(age: u16) = "{age} 岁以上的居民" | "Everybody from {age}";
    to_building(building: &str) = "住在{building}的居民" | "Who lives in {building}";

    found = "通知" | "Notices";
    topic = "看社区通知" | "Read notices";
    topic_text = "社区的通知、公示和紧急提醒都在“通知”里。紧急的会出现在首页最上面，看到了请点“我看到了”，社区就不用再打电话找您。没有网络也能看以前收到的。" | "Notices, announcements and emergencies of your community stand under “Notices”. An emergency comes first on the home page; press “I have seen it”, and the desk need not call you. What came before can be read without a network.";
    topic_keywords = "通知 公告 公示 停水 停电 紧急 notice announcement emergency water power" | "notice announcement emergency news water power";

    desk_title = "社区通知" | "Notices";
    desk_lead = "写、发布、撤回；公示发出后不能改" | "Write, publish, withdraw; an announcement stands as it is";
    desk_new = "写通知" | "Write a notice";
    desk_drafts = "草稿" | "Drafts";
    desk_none = "现在没有通知" | "No notice holds now";
    desk_edit = "改草稿" | "Change the draft";
    desk_save = "存为草稿" | "Keep as a draft";
    desk_publish = "发布" | "Publish";
    desk_publish_about(when: &str) = "发布后有效期：{when}。" | "Published now it holds: {when}.";
    desk_publish_stands = "公示发布后，期满前不能改、不能撤，只能另发一则更正。" | "Once published it can be neither changed nor withdrawn before it ends, only corrected by another.";
    desk_publish_calls = "发布后，这里会列出还没看到的人，请逐一打电话。" | "Once published, those who have not seen it are listed here to be called.";
    desk_throw_away = "不要这份草稿" | "Throw the draft away";
    desk_throw_away_yes = "不要了" | "Throw it away";
    desk_withdraw = "撤回" | "Withdraw";
    desk_withdraw_why = "为什么撤回，居民会看到" | "Why; residents will read it";
    desk_withdraw_yes = "确定撤回" | "Withdraw it";
    desk_correct = "发更正" | "Correct it";
    desk_correct_about = "更正作为一则新公示并排显示，原来的不动。" | "The correction stands beside it as another announcement; this one stays as it is.";
    desk_correct_yes = "发布更正" | "Publish the correction";
    desk_resident_view = "居民看到的样子" | "As residents see it";
    desk_calls = "还没看到的人" | "Who has not seen it";
    desk_calls_none = "都看到了" | "Everybody has seen it";
    desk_calls_order = "按住址排列" | "By address";
    desk_told = "已告诉" | "Told";
    label_kind = "哪一种" | "What sort";
    label_what = "标题" | "What it is about";
    label_note = "内容" | "Text";
    label_audience = "发给谁" | "For whom";
    label_age = "从多少岁起" | "From which age";
    label_age_hint = "选“到了某个年龄的人”时填" | "Where it is for an age";
    label_building = "哪一幢" | "Which building";
    label_building_hint = "选“一幢楼的人”时填，比如 3 幢" | "Where it is for a building, such as Building 3";
    label_from = "从哪天起" | "First day";
    from_at_once = "发布当天" | "The day on which it is published";
    label_days = "有效几天" | "For how many days";
    audience_all = "全体居民" | "Everybody";
    audience_age = "到了某个年龄的人" | "From an age on";
    audience_building = "一幢楼的人" | "One building";
    kind_news_about = "活动、食堂、办事时间" | "Events, meals, hours";
    kind_important_about = "停水、体检，居民该知道的" | "Water off, check-ups: what people should know";
    kind_emergency_about = "每个人都要看到，没看到的打电话" | "Everybody is to see it; who has not is called";
    kind_announcement_about = "名单、账目，期内不能改" | "Lists, accounts; not changed while it stands";

    refused_fixed = "已经发布的不能再改。" | "What is published is not changed.";
    refused_fixed_next = "可以撤回以后重新写一则。" | "Withdraw it and write another.";
    refused_stands = "公示期内不能撤回。" | "An announcement is not withdrawn while it stands.";
    refused_stands_next = "有错请发一则更正。" | "Correct it by another one.";
    refused_correct = "只有还在公示期的公示可以发更正。" | "Only an announcement that stands is corrected by another.";
    refused_over = "这则通知已经过期或者撤回了。" | "This notice has ended or was withdrawn.";
    refused_too_long(days: i64) = "时间太长或者太早了，最多排到 {days} 天以后。" | "Too long or too far ahead; at most {days} days from today.";
    refused_too_short(days: i64) = "天数太少，至少 {days} 天。" | "Too few days; {days} at least.";
    refused_days_next = "请改一改有效几天。" | "Please change for how many days.";
    refused_age = "请写明从多少岁起，1 到 120。" | "Say from which age, 1 to 120.";
    refused_building = "请写明是哪一幢。" | "Say which building.";
    refused_fill_next = "填好再点一次。" | "Fill it in and try again.";
    refused_too_many(limit: usize) = "今天已经发了 {limit} 则，到上限了。" | "{limit} were published today, as many as may be.";
    refused_too_many_next = "请明天再发；发得太多，居民就不看了。" | "Publish it tomorrow: whoever is told too much reads nothing.";
    refused_no_what = "请写标题。" | "Say what it is about.";
    refused_what_too_long(limit: usize) = "标题太长了，最多 {limit} 个字。" | "Too long; at most {limit} characters.";
    refused_no_text = "请写内容。" | "Write the text.";
    refused_text_too_long(limit: usize) = "内容太长了，最多 {limit} 个字。" | "The text is too long; at most {limit} characters.";
    refused_shorter_next = "请写短一点。" | "Please make it shorter.";

    did_draft = "写通知草稿" | "Notice drafted";
    did_edit = "改通知草稿" | "Draft changed";
    did_publish = "发布通知" | "Notice published";
    did_withdraw = "撤回通知" | "Notice withdrawn";
    did_correct = "更正公示" | "Announcement corrected";
    did_seen = "通知看到了" | "Notice seen";
}

words! {
    for Words;

    kind(NoticeKind) {
        Emergency = "紧急" | "Emergency";
        Important = "重要" | "Important";
        Announcement = "公示" | "Announcement";
        News = "通知" | "News";
    }
    phase(NoticePhase) {
        Draft = "草稿" | "Draft";
        Coming = "还没开始" | "To come";
        Running = "有效" | "Holds";
        Ended = "已过期" | "Ended";
        Withdrawn = "已撤回" | "Withdrawn";
    }
}

impl Words {
    /// How many notices the reader has not seen.
    #[must_use]
    pub fn unseen(self, count: usize) -> String {
        match (self.0, count) {
            (Lang::Zh, _) => format!("{count} 则新通知"),
            (Lang::En, 1) => "1 notice".to_owned(),
            (Lang::En, _) => format!("{count} notices"),
        }
    }

    /// How many of those whom it concerns have seen it.
    #[must_use]
    pub fn came(self, seen: usize, reached: usize) -> String {
        match self.0 {
            Lang::Zh => format!("{reached} 人中 {seen} 人看到了"),
            Lang::En => format!("{seen} of {reached} have seen it"),
        }
    }

    /// On how many days.
    #[must_use]
    pub fn days(self, days: i64) -> String {
        match (self.0, days) {
            (Lang::Zh, _) => format!("{days} 天"),
            (Lang::En, 1) => "1 day".to_owned(),
            (Lang::En, _) => format!("{days} days"),
        }
    }

    /// Whom it concerns.
    #[must_use]
    pub fn audience(self, it: &Audience) -> String {
        match it {
            Audience::All => self.to_all().to_owned(),
            Audience::From { age } => self.to_age(*age),
            Audience::Building { building } => self.to_building(building),
        }
    }
}
