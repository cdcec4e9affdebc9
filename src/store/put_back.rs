//! Snapshots that are gone, put back from their second copies; and what has none, for those who
//! ask for it again.

use std::collections::BTreeMap;

use super::gone::put;
use super::{Archive, Gone, StoreError, copies};

/// What became of the snapshots that were gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutBack {
    /// Put back, by path below the archive.
    pub restored: Vec<String>,
    /// They have no second copy.
    pub lost: Vec<Gone>,
}

impl Archive {
    /// Puts snapshots that are gone back from their second copies. Changes no file that is
    /// sealed and there.
    pub fn put_back(&mut self) -> Result<PutBack, StoreError> {
        let mut done = PutBack::default();
        let mut of_run: BTreeMap<String, Vec<Gone>> = BTreeMap::new();
        for gone in self.gone()? {
            of_run.entry(gone.run.clone()).or_default().push(gone);
        }
        for (run, gone) in of_run {
            let wanted = gone.iter().map(|it| it.path.clone()).collect();
            let copies = copies::of_run(self.blobs(), &run, &wanted)?;
            for gone in gone {
                let Some(copy) = copies.get(&gone.path) else {
                    done.lost.push(gone);
                    continue;
                };
                put(&self.reader.root, &mut self.folders, &gone.path, copy)?;
                done.restored.push(gone.path);
            }
        }
        Ok(done)
    }
}
