//! What a kind of matter is to the engine, and its table of steps.

use super::{Kind, Matter, Phase};
use crate::ids::MatterId;
use crate::json::Code;
use crate::message::News;
use crate::place::Community;
use crate::policy::Standing;
use crate::refusal::{Refusal, Thing};
use crate::story::What;

/// What only one kind of matter has, and what the engine asks of each kind.
pub trait Body: Clone + Into<Kind> + 'static {
    /// Where it can stand.
    type Stage: Code + PartialEq;
    /// What its story tells.
    type Deed: Code;
    /// What somebody can want to do with it.
    type Action: Copy + 'static;

    /// The name of the kind, as it travels.
    const NAME: &'static str;

    /// What it is called to who is told that there is none.
    const THING: Thing;

    /// Whoever may do one of these knows of it.
    const KNOWS: &'static [Self::Action];

    /// All that can be done with it, and where that leads. At most 16 change its stage: what needs more is two kinds.
    const STEPS: &'static [Step<Self>];

    /// The body of a matter of this kind.
    fn of(kind: &Kind) -> Option<&Self>;

    /// Where it stands.
    fn stage(&self) -> Self::Stage;

    /// Lets it stand there.
    fn stand(&mut self, stage: Self::Stage);

    /// What a stage is in words that all kinds share.
    fn phase(stage: Self::Stage) -> Phase;

    /// Whether somebody may do this with it.
    fn may(&self, who: &Standing, community: &Community, matter: &Matter, action: Self::Action) -> bool;

    /// That it has moved on and the wish does not fit any more.
    fn moved_on(stage: Self::Stage) -> Refusal;

    /// What people are told when it stands there.
    fn news(id: MatterId, stage: Self::Stage) -> News;

    /// What a story tells of it.
    fn told(id: MatterId, deed: Self::Deed) -> What;
}

/// One thing that can be done with a matter: when, where it leads, and who may. Rules beside that stand with the
/// decision. Everybody whom the matter concerns is told of it: whose it is, who asked for them, and who has it.
pub struct Step<B: Body> {
    /// What its story tells of it.
    pub deed: B::Deed,
    /// The stages in which it may be done; none where the matter begins with it.
    pub from: &'static [B::Stage],
    /// Where the matter stands afterwards; none where it stays as it is.
    pub to: Option<B::Stage>,
    /// Whoever may do one of these.
    pub by: &'static [B::Action],
    /// Takes it from who had it. They are told where it stands from then on.
    pub frees: bool,
}

impl<B: Body> Step<B> {
    /// What a matter begins with.
    pub(crate) const fn begins(deed: B::Deed, to: B::Stage, by: &'static [B::Action]) -> Self {
        Self { deed, from: &[], to: Some(to), by, frees: false }
    }

    /// What changes its stage.
    pub(crate) const fn moves(
        deed: B::Deed,
        from: &'static [B::Stage],
        to: B::Stage,
        by: &'static [B::Action],
    ) -> Self {
        Self { deed, from, to: Some(to), by, frees: false }
    }

    /// What leaves it where it stands.
    pub(crate) const fn stays(deed: B::Deed, from: &'static [B::Stage], by: &'static [B::Action]) -> Self {
        Self { deed, from, to: None, by, frees: false }
    }

    /// And takes it from who had it.
    pub(crate) const fn freeing(self) -> Self {
        Self { frees: true, ..self }
    }
}
