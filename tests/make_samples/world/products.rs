//! What the invented exporter sells.

/// One article with its list price in US cents.
pub(crate) struct Product {
    pub(crate) sku: &'static str,
    pub(crate) chinese: &'static str,
    pub(crate) english: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) cents: i64,
}

const fn product(sku: &'static str, chinese: &'static str, english: &'static str, unit: &'static str, cents: i64) -> Product {
    Product { sku, chinese, english, unit, cents }
}

/// The whole range.
pub(crate) const RANGE: [Product; 15] = [
    product("LB-1001", "陶瓷马克杯 350ml", "Ceramic mug 350 ml", "PCS", 86),
    product("LB-1002", "骨瓷餐具 16件套", "Bone china dinner set 16 pcs", "SET", 1480),
    product("LB-1105", "玻璃储物罐 1L", "Glass storage jar 1 l", "PCS", 132),
    product("LB-1110", "双层玻璃杯 250ml", "Double-wall glass 250 ml", "PCS", 168),
    product("LB-2003", "不锈钢水壶 1.5L", "Stainless kettle 1.5 l", "PCS", 465),
    product("LB-2007", "不粘煎锅 28cm", "Non-stick frying pan 28 cm", "PCS", 592),
    product("LB-2015", "刀叉勺 24件套", "Cutlery set 24 pcs", "SET", 735),
    product("LB-2020", "保温杯 500ml", "Vacuum bottle 500 ml", "PCS", 318),
    product("LB-3002", "竹制砧板", "Bamboo chopping board", "PCS", 274),
    product("LB-3008", "木柄硅胶厨具 6件套", "Silicone utensil set 6 pcs", "SET", 528),
    product("LB-4001", "棉麻桌布 140x220", "Table cloth 140x220", "PCS", 395),
    product("LB-4006", "印花围裙", "Printed apron", "PCS", 215),
    product("LB-5001", "藤编收纳篮 3件套", "Wicker basket set of 3", "SET", 690),
    product("LB-5009", "香薰蜡烛礼盒", "Scented candle gift box", "BOX", 348),
    product("LB-6003", "铸铁花盆架", "Cast-iron plant stand", "PCS", 1125),
];
