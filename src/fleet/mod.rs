//! EDGE: several machines that share the sites. Each worker leases whole sites, runs their nights
//! and gives them back; nobody asks a host that another has.
//!
//! Who may ask is a row in PostgreSQL ([`LeaseTable`]), and a deadline in this process's lanes
//! ([`crate::lane::Lease`]) that is counted from when the lease was asked for, less a margin. What
//! is true is in the bucket: a holder writes a fence before it does anything, and who had the site
//! before can add nothing after it. So the database may be lost, slow or wrong, and no archive is
//! harmed; and a worker that was stopped for an hour asks nobody when it goes on.
//!
//! ```text
//! lease ─ fence ─ pull what is lacking ─ a full pause ─ night, shipped as it goes ─ seal ─ …
//! ```
//!
//! Never shares one site between workers, and never queues addresses: a site's archive has one
//! writer.

mod begin;
mod beside;
mod database;
mod error;
mod event;
mod figures;
mod gauge;
mod limit;
mod night;
mod remote;
mod schema;
mod setup;
mod site;
mod step;
mod table;
mod tls;
mod worker;

pub use database::DatabaseAddress;
pub use error::FleetError;
pub use night::next_night;
pub use remote::Restoration;
pub use setup::FleetSetup;
pub use step::FleetStep;
pub use table::{LeaseTable, SiteLease, WorkerSeen};
pub use worker::work;
