//! Plain data that passes between the stages, and the catalogues every stage reads.
//!
//! Nothing here imports another room of the crate. A stage takes some of these types and gives others; only
//! `pipeline` knows the order. Tables are polars frames whose columns follow from the field catalogue
//! ([`field::Catalogue`]), so a column's name and type are decided in one place.

pub mod dictionary;
pub mod entity;
pub mod erasure;
pub mod extras;
pub mod field;
pub mod folding;
pub mod frame;
pub mod horizon;
mod kind;
pub mod line;
pub mod lineage;
pub mod metric;
pub mod migration;
pub mod money;
mod narrow;
pub mod numbers;
pub mod origin;
pub mod own;
pub mod period;
pub mod proof;
pub mod quick;
pub mod raw;
pub mod resolved;
pub mod stock;
pub mod tidied;
pub mod typed;
pub mod view;
pub mod watch;
pub mod written;

pub use entity::Entity;
pub use erasure::Erasure;
pub use field::{Catalogue, Field, Kind};
pub use lineage::{LineageRow, Outcome};
pub use metric::{Better, Grain, MetricSpec, MetricTable, MetricValue, Reason, Unit};
pub use money::Money;
pub use origin::Origin;
pub use period::Month;
