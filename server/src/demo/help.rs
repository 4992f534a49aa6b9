//! Requests for help, in every stage, with their stories.

use linli_domain::help::{Answerer, HelpBody, Stage, Urgency};
use linli_domain::matter::Matter;
use linli_domain::member::Member;
use linli_domain::message::HelpNews;
use linli_domain::systems::help::HelpDeed;
use linli_domain::time::Minutes;

use super::accounts::DemoRole;
use super::bookings::Work;

const MATTERS: &[&str] = &[
    "厨房水管漏水",
    "楼道灯坏了两天",
    "想办老年优待证，不知道带什么",
    "洗衣机太重，想请人帮忙挪一下",
    "手机收不到验证码",
    "楼上半夜有声音，睡不好",
    "轮椅坡道被车挡住了",
    "燃气灶打不着火",
];

const FAVOURS: &[&str] = &[
    "帮忙拿一个快递",
    "想请人陪着去菜场",
    "换一个灯泡",
    "帮忙看一下电视怎么调",
    "下雨天帮忙收一下被子",
    "带一袋米上楼",
];

const RELIEF: &[&str] =
    &["医药费太高，想问大病救助", "孩子学费有困难", "想申请低保，不知道怎么填", "屋顶漏雨，没有钱修"];

/// A request as it stands now: who answers, how far it has come, how long ago it began and how
/// long ago it last moved.
#[derive(Clone, Copy)]
struct Shape {
    answerer: Answerer,
    urgency: Urgency,
    stage: Stage,
    escalated: bool,
    opened: Minutes,
    moved: Minutes,
}

const fn shape(answerer: Answerer, stage: Stage, opened: Minutes, moved: Minutes) -> Shape {
    Shape { answerer, urgency: Urgency::Usual, stage, escalated: false, opened, moved }
}

/// Open ones. The order decides which a community with few requests has.
const OPEN: &[Shape] = &[
    shape(Answerer::Neighbour, Stage::Received, 35, 35),
    shape(Answerer::Community, Stage::InProgress, 1500, 70),
    // Nobody has read it in time.
    shape(Answerer::Community, Stage::Received, 205, 205),
    Shape { escalated: true, ..shape(Answerer::Relief, Stage::Triaged, 3900, 400) },
    shape(Answerer::Community, Stage::Resolved, 2000, 50),
    Shape { urgency: Urgency::Urgent, ..shape(Answerer::Community, Stage::Received, 6, 6) },
    shape(Answerer::Neighbour, Stage::Assigned, 300, 45),
    shape(Answerer::Community, Stage::Triaged, 110, 20),
    // The whole case has run over its 72 hours.
    shape(Answerer::Community, Stage::InProgress, 4700, 900),
    shape(Answerer::Relief, Stage::CalledBack, 2600, 100),
];

const ENDED: &[Shape] = &[
    shape(Answerer::Community, Stage::Closed, 9000, 5200),
    shape(Answerer::Neighbour, Stage::Closed, 4300, 2900),
    shape(Answerer::Other, Stage::HandedOver, 6100, 5900),
    shape(Answerer::Community, Stage::Withdrawn, 3000, 2800),
];

impl Work<'_> {
    /// Everything that people of this community asked for.
    pub fn helps(&mut self) {
        let home = self.plan.is_home(self.community);
        let times = self.plan.scale.min(40);
        for turn in 0..times {
            let count = if home { OPEN.len() } else { 3 + self.dice.index(4) };
            // The first community of two begins at the front, the next one in the middle.
            let skip = if home { 0 } else { self.index * 3 % OPEN.len() };
            for shape in OPEN.iter().cycle().skip(skip).take(count) {
                self.ask(*shape, turn == 0 && home);
            }
            for shape in ENDED {
                self.ask(*shape, false);
            }
        }
    }

    fn ask(&mut self, shape: Shape, cast: bool) {
        let elder = self.player(DemoRole::Resident, 0);
        let (subject, what) = match (cast, shape.stage, shape.answerer) {
            (true, Stage::InProgress, _) if shape.opened == 1500 => (elder, Some("卫生间扶手松了，怕摔")),
            (true, Stage::Assigned, Answerer::Neighbour) => (elder, Some("想请人帮忙换客厅的灯泡")),
            _ => (None, None),
        };
        let at = self.dice.index(self.folk.residents.saturating_sub(2));
        // The first two of 安平 are demo accounts: theirs are the ones above.
        let Some(subject) = subject.or_else(|| self.folk.members.get(at + 2).cloned()) else { return };
        let actor = self.booker(&subject);
        let what = what.unwrap_or_else(|| {
            self.dice.pick(match shape.answerer {
                _ if shape.urgency == Urgency::Urgent => &["头晕，站不起来"],
                Answerer::Neighbour => FAVOURS,
                Answerer::Relief => RELIEF,
                Answerer::Other => &["路边的树快倒了", "公交站牌的时间不对"],
                Answerer::Community => MATTERS,
            })
        });
        let now = self.plan.now;
        let (opened, moved) = (now.plus_minutes(-shape.opened), now.plus_minutes(-shape.moved));
        let taken = matches!(
            shape.stage,
            Stage::Assigned | Stage::InProgress | Stage::Resolved | Stage::CalledBack | Stage::Closed
        );
        let taker = taken.then(|| self.taker(shape.answerer, cast, &subject));
        let owner = if shape.stage == Stage::HandedOver { "区园林部门" } else { "" };
        let body = HelpBody {
            what: what.to_owned(),
            place: String::new(),
            wanted: (shape.stage == Stage::Triaged && !shape.escalated).then(|| now.plus_hours(20)),
            answerer: shape.answerer,
            urgency: shape.urgency,
            stage: shape.stage,
        };
        let id = self.dice.id();
        let matter = Matter {
            taker: taker.as_ref().map(|it| it.id),
            taker_called: taker.as_ref().map(|it| it.greeted().to_owned()).unwrap_or_default(),
            escalated: shape.escalated,
            owner: owner.to_owned(),
            stage_since: moved,
            ended: (!shape.stage.is_open()).then_some(moved),
            ..Matter::new(id, (&subject, actor.id), opened, body.into())
        };
        self.help_story(matter, shape, &actor, taker.as_ref(), &subject);
    }

    fn taker(&mut self, answerer: Answerer, cast: bool, subject: &Member) -> Member {
        if answerer != Answerer::Neighbour {
            return self.folk.clerk.clone();
        }
        let neighbour = if cast { self.player(DemoRole::Resident, 1) } else { None };
        let other = neighbour.or_else(|| self.somebody(self.plan.today, |it| it.id != subject.id));
        other.unwrap_or_else(|| self.folk.clerk.clone())
    }

    fn help_story(
        &mut self,
        mut matter: Matter,
        shape: Shape,
        actor: &Member,
        taker: Option<&Member>,
        subject: &Member,
    ) {
        let clerk = self.folk.clerk.clone();
        let desk = Some(&clerk);
        let mut steps: Vec<(HelpDeed, Option<&Member>, &str)> = vec![(HelpDeed::Asked, Some(actor), "")];
        let neighbour = shape.answerer == Answerer::Neighbour;
        if !matches!(shape.stage, Stage::Received | Stage::HandedOver | Stage::Withdrawn) && !neighbour {
            steps.push((HelpDeed::Triaged, desk, ""));
        }
        if shape.escalated {
            steps.push((HelpDeed::Escalated, desk, "社区解决不了，请街道帮助"));
        }
        if taker.is_some() {
            steps.push((HelpDeed::Taken, taker, ""));
        }
        if matches!(shape.stage, Stage::InProgress) {
            steps.push((HelpDeed::Noted, taker, "已经联系师傅，等他上门"));
        }
        if matches!(shape.stage, Stage::Resolved | Stage::CalledBack | Stage::Closed) {
            steps.push((HelpDeed::Resolved, taker, "处理好了"));
        }
        if matches!(shape.stage, Stage::CalledBack | Stage::Closed) {
            steps.push((HelpDeed::Solved, Some(actor), ""));
        }
        match shape.stage {
            Stage::Closed => steps.push((HelpDeed::Closed, desk, "")),
            Stage::HandedOver => steps.push((HelpDeed::HandedOver, desk, &matter.owner)),
            Stage::Withdrawn => steps.push((HelpDeed::Withdrawn, Some(actor), "")),
            _ => {}
        }
        // Evenly from the first to the last step.
        let last = Minutes::try_from(steps.len()).unwrap_or(1) - 1;
        let span = shape.opened - shape.moved;
        matter.ver = u64::try_from(steps.len()).unwrap_or(1);
        for (nth, (deed, who, note)) in (0..).zip(&steps) {
            let at = matter.opened.plus_minutes(if last > 0 { span * nth / last } else { 0 });
            self.tell_story((matter.id, *deed), at, *who, note);
        }
        let stage = shape.stage;
        if stage != Stage::Received && stage != Stage::Withdrawn {
            let others = taker.map(|it| it.id).filter(|id| *id != subject.id);
            for to in [Some(subject.id), others].into_iter().flatten() {
                self.tell(to, matter.stage_since, HelpNews::Moved { help_id: matter.id, stage });
            }
        }
        self.out.matters.push(matter);
    }
}
