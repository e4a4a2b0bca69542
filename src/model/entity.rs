//! Entity (实体): what one row of a sheet is about.
//!
//! A sheet has one leading entity; a denormalised row may carry others. The order here is the order of every list.

use std::fmt;

/// What a row of a sheet is about. The id ([`Entity::id`]) names the field file, the book's table and the lineage column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// A company, or a person no company is named for (客户).
    Customer,
    /// A person beside a company (联系人).
    Contact,
    /// A colleague: salesperson, merchandiser, manager (员工).
    Staff,
    /// A customer passed from one salesperson to another (客户交接).
    Handover,
    /// One contact with a customer: mail, call, visit (跟进).
    Interaction,
    /// A request for price or information (询盘).
    Inquiry,
    /// A price given (报价).
    Quotation,
    /// A sample asked for or sent (样品).
    Sample,
    /// A confirmed order, PI or contract (订单).
    Order,
    /// One product line of an order (订单明细).
    OrderLine,
    /// Money received (收款).
    Payment,
    /// Money owed, per invoice or order (应收).
    Receivable,
    /// A complaint (客诉).
    Complaint,
    /// One answer to a satisfaction survey (满意度).
    Survey,
    /// What a salesperson is to reach (目标).
    Target,
    /// A visitor met at a fair (展会客户).
    ExhibitionLead,
    /// Money spent on winning customers (费用).
    Cost,
    /// A month's exchange rate (汇率).
    ExchangeRate,
    /// A public holiday or make-up workday (节假日、调休).
    Holiday,
    /// A visit paid to a customer or received from one (拜访).
    Visit,
    /// A price that stands for everybody or for one customer (价目表).
    PriceList,
    /// Something the company sells (产品).
    Product,
    /// Goods sent for an order (出货).
    Shipment,
    /// Money a customer held back from a payment (客户扣款).
    Deduction,
    /// A customer asks for help that is no complaint (服务请求).
    ServiceRequest,
    /// What a customer said of us, and what was done about it (客户反馈).
    Feedback,
    /// A company we wish to win (目标客户名单).
    CompanyTarget,
    /// How much a customer may owe, and how much is insured (信用额度).
    CreditLimit,
    /// Companies and persons not to be sold to (黑名单).
    Blacklist,
}

impl Entity {
    /// Every entity, in the order of all lists.
    pub const ALL: [Self; 29] = [
        Self::Customer,
        Self::Contact,
        Self::Staff,
        Self::Handover,
        Self::Interaction,
        Self::Inquiry,
        Self::Quotation,
        Self::Sample,
        Self::Order,
        Self::OrderLine,
        Self::Payment,
        Self::Receivable,
        Self::Complaint,
        Self::Survey,
        Self::Target,
        Self::ExhibitionLead,
        Self::Cost,
        Self::ExchangeRate,
        Self::Holiday,
        Self::Visit,
        Self::PriceList,
        Self::Product,
        Self::Shipment,
        Self::Deduction,
        Self::ServiceRequest,
        Self::Feedback,
        Self::CompanyTarget,
        Self::CreditLimit,
        Self::Blacklist,
    ];

    /// The id used in files, columns and word keys.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Contact => "contact",
            Self::Staff => "staff",
            Self::Handover => "handover",
            Self::Interaction => "interaction",
            Self::Inquiry => "inquiry",
            Self::Quotation => "quotation",
            Self::Sample => "sample",
            Self::Order => "order",
            Self::OrderLine => "order_line",
            Self::Payment => "payment",
            Self::Receivable => "receivable",
            Self::Complaint => "complaint",
            Self::Survey => "survey",
            Self::Target => "target",
            Self::ExhibitionLead => "exhibition_lead",
            Self::Cost => "cost",
            Self::ExchangeRate => "exchange_rate",
            Self::Holiday => "holiday",
            Self::Visit => "visit",
            Self::PriceList => "price_list",
            Self::Product => "product",
            Self::Shipment => "shipment",
            Self::Deduction => "deduction",
            Self::ServiceRequest => "service_request",
            Self::Feedback => "feedback",
            Self::CompanyTarget => "company_target",
            Self::CreditLimit => "credit_limit",
            Self::Blacklist => "blacklist",
        }
    }

    /// The entity with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.id() == id)
    }

    /// The money field whose sum must tie from sheet to workbook (control total), where the entity has one.
    #[must_use]
    pub const fn control_money(self) -> Option<&'static str> {
        match self {
            Self::Order | Self::OrderLine | Self::Payment | Self::Quotation | Self::Receivable | Self::Cost | Self::Deduction => {
                Some("amount")
            }
            _ => None,
        }
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
