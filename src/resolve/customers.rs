//! Customers (客户): the groups of records as they grow: customer and contact rows first, then parties named in events.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nodes::Nodes;
use super::record::Record;
use crate::model::Entity;

/// One customer in the making.
#[derive(Debug, Default, Clone)]
pub(super) struct Customer {
    /// Distinct records.
    pub records: Vec<Arc<Record>>,
    /// Customer and contact rows.
    pub rows: Vec<(Entity, usize)>,
    /// What order rows say besides: details for the golden record where no better source has them.
    pub told: BTreeMap<&'static str, String>,
    /// Entity it was found in first.
    pub found_in: Option<Entity>,
}

/// All customers and which row belongs to which.
#[derive(Debug, Default)]
pub(super) struct Customers {
    /// In canonical order; events append theirs.
    pub list: Vec<Customer>,
    /// Customer of each row of each table.
    pub of: BTreeMap<(Entity, usize), usize>,
    /// Customer of each node.
    pub of_node: Vec<usize>,
}

impl Customers {
    /// From groups of nodes; `rows[n]` is where the n-th record given came from.
    pub(super) fn from_nodes(nodes: &Nodes, rows: &[(Entity, usize)]) -> Self {
        let mut place: BTreeMap<usize, usize> = BTreeMap::new();
        let mut customers = Self::default();
        for (node, group) in nodes.clusters.of.iter().enumerate() {
            let at = *place.entry(*group).or_insert_with(|| {
                customers.list.push(Customer::default());
                customers.list.len() - 1
            });
            customers.list[at].records.push(Arc::clone(&nodes.records[node]));
            customers.of_node.push(at);
        }
        for (row, node) in rows.iter().zip(&nodes.of) {
            let at = customers.of_node[*node];
            customers.list[at].rows.push(*row);
            customers.of.insert(*row, at);
        }
        for customer in &mut customers.list {
            customer.rows.sort_unstable();
            customer.found_in = customer.rows.first().map(|(entity, _)| *entity);
        }
        customers
    }
}
