//! Shelf (货架): where the distinct cells of a sheet lie while it is written, and once tables are made of it.

use std::sync::Arc;

use crate::model::stock::Stock;

/// The stock, alone while a sheet is written, shared once tables are made of it.
#[derive(Debug, Clone)]
pub(super) enum Shelf {
    /// It grows.
    Alone(Stock),
    /// Tables keep it.
    Shared(Arc<Stock>),
}

impl Default for Shelf {
    fn default() -> Self {
        Self::Alone(Stock::default())
    }
}

impl Shelf {
    /// The distinct cells.
    pub(super) fn get(&self) -> &Stock {
        match self {
            Self::Alone(stock) => stock,
            Self::Shared(stock) => stock,
        }
    }

    /// The distinct cells, to take in more.
    pub(super) fn get_mut(&mut self) -> &mut Stock {
        match self {
            Self::Alone(stock) => stock,
            Self::Shared(stock) => Arc::make_mut(stock),
        }
    }

    /// The distinct cells, for tables to keep.
    pub(super) fn share(&mut self) -> Arc<Stock> {
        let stock = match std::mem::take(self) {
            Self::Alone(mut stock) => {
                stock.close();
                Arc::new(stock)
            }
            Self::Shared(stock) => stock,
        };
        *self = Self::Shared(Arc::clone(&stock));
        stock
    }
}
