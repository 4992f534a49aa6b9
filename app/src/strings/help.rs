//! Asking for help: stages, deeds of a story, who answers.

use linli_domain::help::{Answerer, Stage, Urgency, Word};
use linli_domain::story::What;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::help::HelpDeed;

strings! {
    help_title = "找人帮忙" | "Ask for help";
    help_what = "要帮什么忙" | "What do you need";
    help_what_hint = "用自己的话写，短也行。不会打字，点键盘上的话筒说。" | "In your own words, short is fine. The microphone on the keyboard writes for you.";
    help_more = "约个时间，或者不在家里" | "At another time or place";
    help_wanted = "什么时候来" | "When";
    help_wanted_hint = "不填就是尽快" | "As soon as possible when left empty";
    help_place = "在哪里" | "Where";
    help_place_hint = "不填就是您家里" | "Your home when left empty";
    help_who = "请谁来" | "Who should come";
    help_who_community = "社区工作人员来办" | "Community staff take care of it";
    help_who_neighbour = "邻居看得到这件事，看不到您的名字和门牌" | "Neighbours see what you need, not your name or door";
    help_urgency = "急不急" | "How urgent";
    help_usual_about = "今天或者这几天都行" | "Today or the next few days";
    help_urgent_about = "几个小时里要有人来" | "Somebody must come within hours";
    help_send = "发出求助" | "Send";
    help_danger = "有危险，别等，马上打电话" | "In danger? Do not wait, call";
    call_ambulance = "急救 120" | "Ambulance 120";
    call_fire = "火警 119" | "Fire 119";
    call_police = "报警 110" | "Police 110";
    help_sent = "发出去了，社区收到了。" | "Sent. The community has it.";
    help_sent_neighbours = "发出去了，邻居看得到了。" | "Sent. Neighbours can see it now.";
    help_whom = "谁要帮忙" | "Who needs help";
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
}

words! {
    stage(Stage) {
        Received = "已收到" | "Received";
        Triaged = "已分派去向" | "Sorted";
        Assigned = "有人接了" | "Somebody took it";
        InProgress = "正在办" | "In progress";
        Resolved = "办好了，等您的话" | "Done, waiting for your word";
        CalledBack = "已回访" | "Called back";
        Closed = "已办结" | "Closed";
        Withdrawn = "已撤回" | "Withdrawn";
        HandedOver = "已转交" | "Handed over";
    }
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
    booking_deed(BookingDeed) {
        Booked = "预约了" | "Booked";
        Approved = "同意了" | "Approved";
        Refused = "没有同意" | "Said no";
        Expired = "没等到答复，放开了时间" | "No answer in time, released";
        NoShow = "没有人来，放开了时间" | "Nobody came, released";
        CheckedIn = "到了，签了到" | "Arrived and checked in";
        Accepted = "答应会来" | "Will come";
        Declined = "来不了" | "Cannot come";
        Reassigned = "换了一位护理员" | "Another caregiver was found";
        Assigned = "安排了护理员" | "Assigned a caregiver";
        SetOut = "出发了" | "Set out";
        CheckedOut = "做完了，签了退" | "Finished and checked out";
        NobodyHome = "敲门没人应" | "Nobody opened the door";
        Confirmed = "确认做好了" | "Agreed that it was done";
        Disputed = "说有问题" | "Said something was wrong";
        Cancelled = "取消了" | "Cancelled";
        HoursChanged = "那天的时间变了" | "The hours of that day changed";
    }
    help_deed(HelpDeed) {
        Asked = "求助" | "Asked for help";
        Triaged = "看过了，定了谁来办" | "Read it and said who answers";
        HandedOver = "转交给负责的单位" | "Handed it to whose matter it is";
        Taken = "接下了" | "Took it";
        Noted = "说" | "Said";
        Resolved = "办好了" | "Says it is done";
        Solved = "说解决了" | "Says it is solved";
        NotSolved = "说没有解决" | "Says it is not solved";
        NotReached = "没联系上本人" | "Could not reach the person";
        Closed = "办结" | "Closed it";
        Reopened = "重新打开" | "Opened it again";
        Escalated = "上报街道" | "Sent it to the subdistrict";
        Withdrawn = "撤回了" | "Took it back";
    }
}

impl super::Lang {
    /// What happened, in a story.
    #[must_use]
    pub const fn deed(self, what: What) -> &'static str {
        match what {
            What::Booking { deed, .. } => self.booking_deed(deed),
            What::Help { deed, .. } => self.help_deed(deed),
        }
    }
}
