//! What this phone has not sent yet, and how it stands with the server. On the server, and before
//! the browser has looked, there is nothing of it.

use std::collections::BTreeSet;

use linli_domain::ids::MutationId;
use linli_domain::mutation::Mutation;
use linli_domain::refusal::Refusal;
use linli_domain::time::Instant;
use uuid::Uuid;

/// See the module.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Phone {
    pub network: Network,
    /// When the rows were last brought up to date, by the server's clock.
    pub pulled: Option<Instant>,
    /// What the server has not decided, in the order in which it was made.
    pub waiting: Vec<Kept>,
    /// As much more waits that is not shown, since the rows were erased.
    pub put_by: usize,
    /// What was refused and nobody has seen to.
    pub refused: Vec<Refused>,
    /// Bookings and requests that look as they do by something that the server has not decided.
    pub unsent: BTreeSet<Uuid>,
    pub trouble: Option<Trouble>,
    /// What is not sent outlives the page.
    pub lasts: bool,
    /// Something urgent was not sent in time: one should call.
    pub call: bool,
    /// A newer build is ready to take over.
    pub update: bool,
    pub install: Install,
}

/// Whether the server answered when it was last asked.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Network {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    Online,
    Offline,
}

/// A mutation that waits.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    pub mid: MutationId,
    pub mutation: Mutation,
    pub made: Instant,
}

/// A mutation that the server refused.
#[derive(Clone, PartialEq, Debug)]
pub struct Refused {
    pub mid: MutationId,
    pub mutation: Mutation,
    pub refusal: Refusal,
}

/// What is wrong with this phone's part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The browser keeps nothing for linli: what is not sent is lost when the page closes.
    NotKept,
    /// There is no room left: what was fetched is not there without a network.
    Full,
    /// The browser has thrown away what linli kept; it was fetched anew.
    Cleared,
    /// Nobody is signed in any more, or somebody else is; what the phone kept is erased.
    SignedOut,
    /// The server does not understand what this build sends: one of the two is of another time.
    OtherBuild,
    /// The server has sent something that this build cannot read.
    Newer,
    /// As much was decided as may be in a day.
    DayOver,
    /// There are as many phones and browsers of this person as may be.
    ManyDevices,
    /// A phone of staff that has not heard from the server for too long has erased what it kept.
    Stale,
    /// The phone is borrowed: nothing outlives the page.
    Borrowed,
}

impl Trouble {
    /// Whether its words say what becomes of what is not sent: something else than to go out by itself as soon
    /// as there is a network.
    #[must_use]
    pub const fn holds_unsent(self) -> bool {
        match self {
            Self::NotKept
            | Self::SignedOut
            | Self::OtherBuild
            | Self::DayOver
            | Self::ManyDevices
            | Self::Borrowed => true,
            Self::Newer | Self::Full | Self::Cleared | Self::Stale => false,
        }
    }
}

impl Phone {
    /// Whether what is not sent goes out by itself once there is a network.
    #[must_use]
    pub fn sends_by_itself(&self) -> bool {
        !self.trouble.is_some_and(Trouble::holds_unsent)
    }

    /// How many things are not sent, whether they are shown or not.
    #[must_use]
    pub const fn not_sent(&self) -> usize {
        self.waiting.len() + self.put_by
    }
}

/// How linli comes to the home screen of this phone.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Install {
    /// It is there, or the browser says nothing about it.
    #[default]
    Nothing,
    /// The browser asks when a button is pressed.
    Button,
    /// By hand, through the share menu (Safari on iOS).
    ShareMenu,
}

/// What the browser says of its storage.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Facts {
    /// Bytes that linli uses; none where the browser does not tell.
    pub used: Option<u64>,
    /// Whether the browser keeps it until somebody deletes it.
    pub persistent: bool,
    /// Of the app that runs.
    pub build: String,
}
