//! Requests for help, in words.

use linli_domain::help::{Answerer, Urgency, Word};
use linli_domain::time::Minutes;

use crate::strings::{Lang, own_words, strings, words};

own_words!(help);

strings! {
    for Words;

    case_title = "求助" | "Request for help";
    neighbours_title = "帮帮邻居" | "Help a neighbour";
    mine_helps = "求助" | "Requests for help";
    news(stage: &str) = "求助：{stage}" | "Request for help: {stage}";
    nav_street = "上报件" | "Escalated";
    deed_gave_back = "退回了" | "Gave it back";
    found = "求助" | "Requests for help";
    topic = "怎么请社区或邻居帮忙" | "How to ask the community or a neighbour for help";
    topic_text = "在首页点“找人帮忙”，写下要帮什么，挑社区还是邻居来帮，点“发出求助”。谁接了、办到哪一步，都在“我的预约”里看得到。" | "Tap “Ask for help” on the first page, say what you need and who shall answer, and send it. Who took it and how far it is stands under “Bookings”.";
    topic_keywords = "求助 帮忙 帮助 互助 邻居 维修 跑腿 买菜" | "help neighbour request repair shopping";
    title = "找人帮忙" | "Ask for help";
    what = "要帮什么忙" | "What do you need";
    what_hint = "用自己的话写，短也行。不会打字，点键盘上的话筒说。" | "In your own words, short is fine. The microphone on the keyboard writes for you.";
    more = "约个时间，或者不在家里" | "At another time or place";
    wanted = "什么时候来" | "When";
    wanted_hint = "不填就是尽快" | "As soon as possible when left empty";
    place = "在哪里" | "Where";
    place_hint = "不填就是您家里" | "Your home when left empty";
    who = "请谁来" | "Who should come";
    who_community = "社区工作人员来办" | "Community staff take care of it";
    who_neighbour = "邻居看得到这件事，看不到您的名字和门牌" | "Neighbours see what you need, not your name or door";
    help_urgency = "急不急" | "How urgent";
    usual_about = "今天或者这几天都行" | "Today or the next few days";
    urgent_about = "几个小时里要有人来" | "Somebody must come within hours";
    send = "发出求助" | "Send";
    danger = "有危险，别等，马上打电话" | "In danger? Do not wait, call";
    call_ambulance = "急救 120" | "Ambulance 120";
    call_fire = "火警 119" | "Fire 119";
    call_police = "报警 110" | "Police 110";
    sent = "发出去了，社区收到了。" | "Sent. The community has it.";
    sent_neighbours = "发出去了，邻居看得到了。" | "Sent. Neighbours can see it now.";
    whom = "谁要帮忙" | "Who needs help";
    help_for(name: &str) = "替{name}求助" | "For {name}";
    clock_stage = "这一步" | "This step";
    clock_case = "整件事" | "In all";
    clock_took(length: &str) = "用了 {length}" | "Took {length}";
    as_soon_as_possible = "尽快" | "As soon as possible";
    who_answers = "谁来办" | "Who answers";
    with_street = "已经报到街道" | "Now with the subdistrict";
    whose_matter_is = "归谁管" | "Whose matter";
    ask_word = "真的解决了吗？" | "Is it really solved?";
    ask_word_about = "您说了才算。" | "Your word decides.";
    word_note = "想说的话" | "Anything to add";
    solved_button = "解决了" | "Solved";
    not_solved_button = "没有解决" | "Not solved";
    add_note = "补充一句" | "Add a note";
    note_label = "要说什么" | "What to say";
    note_send = "发出" | "Send";
    withdraw = "不用帮了，撤回" | "No longer needed";
    withdraw_about = "撤回以后，大家就不再办这件事了。" | "Once withdrawn, nobody works on it any more.";
    withdraw_button = "撤回" | "Withdraw";
    reopen = "还没好，重新打开" | "Not done after all";
    reopen_note = "哪里还没好" | "What is still wrong";
    reopen_button = "重新打开" | "Open again";
    neighbours_lead = "搭把手的事，名字和门牌接下以后才看得到。" | "A hand for somebody nearby. You see name and door once you take it.";
    neighbours_none = "现在没有邻居求助" | "No neighbour asks for help now";
    neighbours_none_about = "谢谢您来看看。" | "Thank you for looking.";
    neighbours_open = "等人帮的" | "Waiting for somebody";
    neighbours_taken = "我接下的" | "Taken by me";
    take = "我来帮" | "I will help";
    taken_contact = "您接下了，可以联系" | "You took it; get in touch";
    resolve = "帮好了" | "It is done";
    resolve_note = "怎么帮的" | "What you did";
    give_back = "帮不了，退回去" | "Give it back";
    give_back_about = "退回以后社区会再看一看，别的邻居也能接；电话和住址您就看不到了。" | "The community looks at it again and another neighbour can take it. You no longer see the number and the door.";
    give_back_note = "为什么帮不了" | "Why you cannot";
    give_back_button = "退回" | "Give back";
    neighbours_read = "邻居看得到写的话，看不到名字和门牌。" | "Neighbours can read what was written, not the name or the door.";
    neighbours_link = "看看邻居的求助" | "See what neighbours need";
    door = "找人帮忙" | "Ask for help";
    door_about = "社区和邻居都能帮您" | "Desk and neighbours";
    door_street = "上报件" | "Escalated requests";
    door_street_about = "社区解决不了的事" | "What communities could not solve";
    did_ask = "找人帮忙" | "Ask for help";
    did_triage = "分派求助" | "Say who answers";
    did_take = "接下求助" | "Take a request";
    did_note = "补充说明" | "Add a note";
    did_give_back = "退回求助" | "Request given back";
    did_resolve = "求助办好了" | "Request resolved";
    did_call_back = "说一句结果" | "A word about the result";
    did_close = "求助结束" | "Close a request";
    did_reopen = "求助重新办" | "Reopen a request";
    did_escalate = "上报街道" | "Escalate";
    did_withdraw = "不用帮忙了" | "Withdraw a request";
    street_title = "上报件" | "Escalated";
    desk_take = "我来办" | "I take it";
    desk_go_on = "继续办" | "Go on with it";
    desk_call_back = "去回访" | "Call back";
    desk_urgent = "很急" | "Urgent";
    desk_whole(length: &str) = "全程 {length}" | "{length} since asked";
    desk_whole_over(length: &str, over: &str) = "全程 {length}，超了 {over}" | "{length} since asked, {over} over";
    desk_with(name: &str) = "{name} 在办" | "with {name}";
    desk_wanted(when: &str) = "希望 {when}" | "wanted {when}";
    desk_asked(when: &str) = "{when}求助，没网，后来才收到" | "asked {when}, without a network; it came later";
    book_help = "找人帮忙" | "Ask for help";
    book_help_about = "替居民记下一件事" | "Write a request down for them";
    case_facts = "情况" | "Facts";
    case_place = "在哪里" | "Where";
    case_wanted = "什么时候要" | "Wanted";
    case_asked = "求助时间" | "Asked";
    case_answerer = "谁来办" | "Who answers";
    case_taker = "谁在办" | "Taken by";
    case_owner = "归谁管" | "Whose matter";
    case_stage_clock = "这一步" | "This step";
    case_whole_clock = "全程" | "Whole case";
    case_community = "社区" | "Community";
    case_with_street = "已上报街道" | "With the subdistrict";
    case_next = "下一步" | "What to do";
    case_triage = "定谁来办" | "Say who answers";
    case_triage_send = "定了" | "That is settled";
    case_owner_hint = "转给别的单位才要写：哪个单位，谁接的" | "Only when it goes to another office: which one, and who took it over";
    case_answer_community = "社区自己办" | "We do it ourselves";
    case_answer_neighbour = "先给邻居看，不带姓名门牌" | "Neighbours see it, without name and door";
    case_answer_neighbour_asked = "居民只告诉了社区：先问过本人。邻居会看到写的话，不带姓名门牌" | "It was told to the community only: ask the person first. Neighbours read what was written, without name and door";
    case_answer_relief = "走政府救助" | "Through government relief";
    case_answer_other = "不归社区，转给负责的单位" | "Not ours: handed to whose matter it is";
    case_take = "我来办" | "I take it";
    case_note = "记一笔" | "Add a note";
    case_note_label = "写给居民看的话" | "What the resident will read";
    case_note_send = "记下" | "Add it";
    case_resolve = "办好了" | "It is done";
    case_resolve_note = "怎么办好的" | "How it was done";
    case_call_back_about = "打个电话，问问解决了没有。" | "Ring and ask whether it is solved.";
    case_word = "居民怎么说" | "What they say";
    case_word_note = "原话或经过" | "Their words, or what happened";
    case_call_back_send = "记下回访" | "Record it";
    case_close = "办结" | "Close it";
    case_close_about = "居民已经有话，可以收起来了。" | "The resident has spoken; it can be put away.";
    case_reopen = "重新打开" | "Open it again";
    case_reopen_note = "为什么" | "Why";
    case_escalate = "上报街道" | "Send to the subdistrict";
    case_escalate_about = "总时间接着走，不会重来。" | "The clock of the whole case goes on.";
    case_escalate_note = "为什么社区办不了" | "Why the community cannot solve it";
    case_over = "这件事已经了结。" | "This is over.";
    street_lead = "社区解决不了、交到街道的事；等得最久的在前。" | "What communities could not solve; the longest waiting first.";
    street_none = "没有上报的事" | "Nothing has been escalated";
    street_none_about = "社区上报的会出现在这里。" | "What communities send up appears here.";
}

words! {
    for Words;

    answerer(Answerer) {
        Community = "社区" | "The community";
        Neighbour = "邻居" | "A neighbour";
        Relief = "政府救助" | "Government relief";
        Other = "别的单位" | "Another office";
    }
    urgency(Urgency) {
        Usual = "不急" | "Not urgent";
        Urgent = "很急" | "Urgent";
    }
    word(Word) {
        Solved = "解决了" | "Solved";
        NotSolved = "没有解决" | "Not solved";
        NotReached = "没联系上" | "Could not be reached";
    }
}

impl Words {
    /// How many neighbours ask for help.
    #[must_use]
    pub fn neighbours_ask(self, count: usize) -> String {
        match (self.0, count) {
            (Lang::Zh, _) => format!("{count} 位邻居要帮手"),
            (Lang::En, 1) => "1 needs help".to_owned(),
            (Lang::En, _) => format!("{count} need help"),
        }
    }

    /// How long the whole case has run, and by how much it is over.
    #[must_use]
    pub fn desk_case(self, ran: Minutes, left: Minutes) -> String {
        if left < 0 {
            self.desk_whole_over(&self.0.length(ran), &self.0.length(-left))
        } else {
            self.desk_whole(&self.0.length(ran))
        }
    }
}
