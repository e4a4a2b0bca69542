//! The folder's own README.

use super::Output;

/// `README.md`, as written in `data/README.md`.
pub(crate) fn file() -> Output {
    Output::new("README.md", include_bytes!("../data/README.md").to_vec(), &[])
}
