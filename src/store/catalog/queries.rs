//! What can be asked of a catalog, by subject. The questions stand in the files beside this one,
//! with the tables they ask.
//!
//! Each is a borrowed handle, made for nothing: `reader.articles().list(&filter)`.

use super::connection::Catalog;

/// What the catalog knows of articles and their versions.
#[derive(Clone, Copy, Debug)]
pub struct Articles<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// What it knows of kept captures: where each record lies, and which stands for which.
#[derive(Clone, Copy, Debug)]
pub struct Captures<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// What discovery sources said: which addresses they named, and what of them.
#[derive(Clone, Copy, Debug)]
pub struct Discovery<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// Which addresses are due, which are dormant, and what the last look at each brought.
#[derive(Clone, Copy, Debug)]
pub struct KnownAddresses<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// Files that articles offer.
#[derive(Clone, Copy, Debug)]
pub struct Attachments<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// What looks at articles saw, and what was concluded from it.
#[derive(Clone, Copy, Debug)]
pub struct Observations<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// What each run did, and how the archive stands.
#[derive(Clone, Copy, Debug)]
pub struct Runs<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// Whether sites are as they were, and whether their pages fit their recipes.
#[derive(Clone, Copy, Debug)]
pub struct Sites<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

/// Which articles a dump holds. Lives in a temporary table of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Dump<'c> {
    pub(in crate::store) catalog: &'c Catalog,
}

impl Catalog {
    pub(in crate::store) fn articles(&self) -> Articles<'_> {
        Articles { catalog: self }
    }

    pub(in crate::store) fn captures(&self) -> Captures<'_> {
        Captures { catalog: self }
    }

    pub(in crate::store) fn discovery(&self) -> Discovery<'_> {
        Discovery { catalog: self }
    }

    pub(in crate::store) fn addresses(&self) -> KnownAddresses<'_> {
        KnownAddresses { catalog: self }
    }

    pub(in crate::store) fn attachments(&self) -> Attachments<'_> {
        Attachments { catalog: self }
    }

    pub(in crate::store) fn observations(&self) -> Observations<'_> {
        Observations { catalog: self }
    }

    pub(in crate::store) fn runs(&self) -> Runs<'_> {
        Runs { catalog: self }
    }

    pub(in crate::store) fn sites(&self) -> Sites<'_> {
        Sites { catalog: self }
    }

    pub(in crate::store) fn dump(&self) -> Dump<'_> {
        Dump { catalog: self }
    }
}
