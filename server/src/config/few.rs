//! Settings of commands that need few of them.

use clap::{ArgMatches, Args, Command, FromArgMatches};

use super::Flags;

/// The flags of a command that does not serve. It takes all settings, so that a server's environment
/// and file are good for it too; its help lists those that it uses.
#[derive(Clone, Debug)]
pub struct FewFlags(pub Flags);

impl FewFlags {
    const USED: [&str; 5] = ["config", "database", "database_insecure", "log", "log_format"];
}

impl Args for FewFlags {
    fn augment_args(command: Command) -> Command {
        let all = Flags::augment_args(Command::new("all"));
        command.args(all.get_arguments().map(|it| {
            let used = Self::USED.contains(&it.get_id().as_str());
            it.clone().hide(!used)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FewFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Flags::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}
