//! Markup (标记): a tolerant walk through tags and text, for the HTML and XML that web systems save as `.xls`.
//!
//! Nothing is validated: unknown tags pass, unknown entities stay as written (so no entity can grow), comments, styles
//! and scripts vanish.

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name attributes>`; the flag tells `<name/>`.
    Open(&'a str, &'a str, bool),
    /// `</name>`.
    Close(&'a str),
    /// What stands between tags, entities not yet replaced; the flag tells CDATA, where there are none.
    Text(&'a str, bool),
}

/// Walks through markup.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..]);
    }

    /// Skips to the closing tag of an element whose text is no content.
    fn skip_element(&mut self, name: &str) {
        while let Some(at) = self.rest.find("</") {
            self.rest = &self.rest[at..];
            if self.rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                return;
            }
            self.rest = &self.rest[2..];
        }
        self.rest = "";
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if let Some(inside) = self.rest.strip_prefix("<![CDATA[") {
                let end = inside.find("]]>").unwrap_or(inside.len());
                self.skip_past("]]>");
                return Some(Token::Text(&inside[..end], true));
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.skip_past(">");
            } else if self.is_tag() {
                let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
                let tag = self.take(end).trim_start_matches('<').trim_end_matches('>');
                if let Some(name) = tag.strip_prefix('/') {
                    return Some(Token::Close(local(name.trim())));
                }
                let closed = tag.ends_with('/');
                let tag = tag.trim_end_matches('/');
                let (name, attributes) = tag.split_once(|c: char| c.is_whitespace()).unwrap_or((tag, ""));
                let lower = name.to_ascii_lowercase();
                if !closed && ["style", "script", "title"].contains(&lower.as_str()) {
                    self.skip_element(&lower);
                }
                return Some(Token::Open(local(name), attributes, closed));
            } else {
                let from = usize::from(self.rest.starts_with('<'));
                let end = self.rest[from..].find('<').map_or(self.rest.len(), |at| at + from);
                return Some(Token::Text(self.take(end), false));
            }
        }
    }
}

impl Tokens<'_> {
    /// `a < b` in a text is no tag.
    fn is_tag(&self) -> bool {
        let mut chars = self.rest.chars();
        chars.next() == Some('<') && chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '/')
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute's value, whatever its prefix and quotes.
pub(super) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.split_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            None => after.split_once(|c: char| c.is_whitespace()).unwrap_or((after, "")),
        };
        if local(name).eq_ignore_ascii_case(wanted) {
            return Some(unescape(value));
        }
        rest = next;
    }
    None
}

/// Replaces the entities that exports use.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let known = end.and_then(|end| Some((end, entity(&rest[1..end])?)));
        let (taken, c) = known.map_or((1, '&'), |(end, c)| (end + 1, c));
        plain.push(c);
        rest = &rest[taken..];
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "yen" => '¥',
        "euro" => '€',
        "pound" => '£',
        "times" => '×',
        "deg" => '°',
        "middot" => '·',
        "agrave" => 'à',
        "egrave" => 'è',
        "eacute" => 'é',
        "igrave" => 'ì',
        "ograve" => 'ò',
        "ugrave" => 'ù',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_attributes_and_entities_are_read_tolerantly() {
        let tokens: Vec<_> =
            Tokens::new("<style>td{}</style><td ss:Index='3' colspan=2>a &lt; b<br/></td><!-- x --><![CDATA[&amp;]]>1 < 2").collect();
        assert_eq!(tokens[2], Token::Open("td", "ss:Index='3' colspan=2", false));
        assert_eq!(tokens[3], Token::Text("a &lt; b", false));
        assert_eq!(tokens[4], Token::Open("br", "", true));
        assert_eq!(tokens[6], Token::Text("&amp;", true));
        assert_eq!(tokens[8], Token::Text("< 2", false));
        assert_eq!(attribute("ss:Index='3' colspan=2", "index").as_deref(), Some("3"));
        assert_eq!(attribute("ss:Index='3' colspan=2", "colspan").as_deref(), Some("2"));
        assert_eq!(unescape("R&amp;D &#20013;&nbsp;&unknown; & x"), "R&D 中 &unknown; & x");
    }
}
