//! Reading for many at once: what is asked for while somebody's question is on its way is asked together
//! next. Alone nobody waits; in a crowd one statement is for all of them, where each of their own would
//! have a connection read everything anew that a write in between has touched.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use tokio::sync::oneshot;

/// How many are asked for with one statement.
const MOST: usize = 128;

type Answer<V> = Result<Option<V>, Arc<DbErr>>;

/// Things that are found by a key.
pub struct Together<K, V>(Arc<Mutex<Line<K, V>>>);

struct Line<K, V> {
    waiting: Vec<(K, oneshot::Sender<Answer<V>>)>,
    /// Whether somebody asks.
    asking: bool,
}

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Line { waiting: Vec::new(), asking: false })))
    }
}

impl<K, V> Together<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// What has this key, if anything, read after the call. `ask` finds those of many keys; it is the same
    /// for all calls.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find<A, F>(&self, key: K, ask: A) -> Answer<V>
    where
        A: Fn(Vec<K>) -> F + Send + 'static,
        F: Future<Output = Result<HashMap<K, V>, DbErr>> + Send + 'static,
    {
        let (told, hears) = oneshot::channel();
        let first = {
            let mut line = locked(&self.0);
            line.waiting.push((key, told));
            !std::mem::replace(&mut line.asking, true)
        };
        if first {
            // On its own, so that it goes on for the others when this caller goes.
            tokio::spawn(ask_for_all(Asking(Arc::clone(&self.0)), ask));
        }
        let gone = |_| Err(Arc::new(DbErr::Custom("a question to the database was lost".to_owned())));
        hears.await.unwrap_or_else(gone)
    }
}

async fn ask_for_all<K, V, A, F>(asking: Asking<K, V>, ask: A)
where
    K: Clone + Eq + Hash,
    V: Clone,
    A: Fn(Vec<K>) -> F,
    F: Future<Output = Result<HashMap<K, V>, DbErr>>,
{
    while let Some(some) = asking.next() {
        let mut keys: Vec<K> = Vec::with_capacity(some.len());
        for (key, _) in &some {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        let found = ask(keys).await.map_err(Arc::new);
        for (key, told) in some {
            let its = found.as_ref().map(|it| it.get(&key).cloned()).map_err(Arc::clone);
            // Who has gone does not need it.
            drop(told.send(its));
        }
    }
}

/// The one who asks, until nobody waits.
struct Asking<K, V>(Arc<Mutex<Line<K, V>>>);

impl<K, V> Asking<K, V> {
    fn next(&self) -> Option<Vec<(K, oneshot::Sender<Answer<V>>)>> {
        let mut line = locked(&self.0);
        let many = line.waiting.len().min(MOST);
        if many == 0 {
            line.asking = false;
            return None;
        }
        Some(line.waiting.drain(..many).collect())
    }
}

impl<K, V> Drop for Asking<K, V> {
    fn drop(&mut self) {
        // Should asking crash: those who wait hear that, and the next one asks again.
        if std::thread::panicking() {
            let mut line = locked(&self.0);
            line.asking = false;
            line.waiting.clear();
        }
    }
}

fn locked<K, V>(line: &Mutex<Line<K, V>>) -> MutexGuard<'_, Line<K, V>> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn who_comes_meanwhile_is_asked_for_together() {
        let (together, questions) = (Together::default(), Arc::new(AtomicUsize::new(0)));
        let open = Arc::new(Semaphore::new(0));
        let find = |key: u32| {
            let (questions, open) = (Arc::clone(&questions), Arc::clone(&open));
            together.find(key, move |keys: Vec<u32>| {
                let (questions, open) = (Arc::clone(&questions), Arc::clone(&open));
                async move {
                    open.acquire().await.unwrap().forget();
                    questions.fetch_add(1, Ordering::Relaxed);
                    Ok(keys.into_iter().filter(|it| it % 2 == 0).map(|it| (it, it * 10)).collect())
                }
            })
        };
        let mut first = Box::pin(find(2));
        tokio::select! {
            _ = &mut first => panic!("nobody has answered"),
            () = tokio::task::yield_now() => {}
        }
        open.add_permits(2);
        let others = join_all([3, 4, 4, 6].map(find)).await;
        assert_eq!(
            others.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
            [None, Some(40), Some(40), Some(60)]
        );
        assert_eq!(first.await.unwrap(), Some(20));
        assert_eq!(questions.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_failure_and_a_crash_are_told_and_leave_nothing_behind() {
        let together = Together::<u32, u32>::default();
        let failed = together.find(1, |_| async { Err(DbErr::Custom("away".to_owned())) }).await;
        assert!(failed.unwrap_err().to_string().contains("away"));
        let crashed = together.find(1, |_| async { panic!("on purpose") }).await;
        assert!(crashed.unwrap_err().to_string().contains("lost"));
        let found = together.find(1, |_| async { Ok(HashMap::from([(1, 5)])) }).await;
        assert_eq!(found.unwrap(), Some(5));
    }
}
