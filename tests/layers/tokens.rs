//! Tokens (词元): Rust source as words and signs with their lines; comments and literals are left out.
//!
//! Decides no more than the layers test needs: `::` is one token, a raw name (`r#mod`) loses its prefix, a lifetime is
//! no character literal.

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Token {
    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(|sign: char| sign.is_alphabetic() || sign == '_')
    }
}

/// All tokens of a source text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let signs: Vec<char> = text.chars().collect();
    let mut scanner = Scanner { signs: &signs, at: 0, line: 1 };
    let mut found = Vec::new();
    while let Some(sign) = scanner.peek(0) {
        let line = scanner.line;
        let mut push = |text: String| found.push(Token { text, line });
        match (sign, scanner.peek(1)) {
            ('/', Some('/')) => scanner.skip_while(|sign| sign != '\n'),
            ('/', Some('*')) => scanner.skip_block_comment(),
            ('"', _) => scanner.skip_string(),
            ('\'', _) => scanner.skip_character(),
            (':', Some(':')) => {
                scanner.skip(2);
                push("::".to_owned());
            }
            (sign, _) if sign.is_alphanumeric() || sign == '_' => {
                let word = scanner.word();
                match scanner.peek(0) {
                    Some('"' | '#') if matches!(word.as_str(), "r" | "br" | "cr") => scanner.skip_raw(),
                    Some('"') if matches!(word.as_str(), "b" | "c") => scanner.skip_string(),
                    Some('\'') if word == "b" => scanner.skip_character(),
                    _ => push(word),
                }
            }
            (sign, _) => {
                scanner.skip(1);
                if !sign.is_whitespace() {
                    push(sign.to_string());
                }
            }
        }
    }
    found
}

struct Scanner<'a> {
    signs: &'a [char],
    at: usize,
    line: usize,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.signs.get(self.at + ahead).copied()
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.line += usize::from(self.peek(0) == Some('\n'));
            self.at += 1;
        }
    }

    fn skip_while(&mut self, goes_on: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&goes_on) {
            self.skip(1);
        }
    }

    fn word(&mut self) -> String {
        let from = self.at;
        self.skip_while(|sign| sign.is_alphanumeric() || sign == '_');
        self.signs[from..self.at].iter().collect()
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        while let Some(sign) = self.peek(0) {
            match (sign, self.peek(1)) {
                ('/', Some('*')) => {
                    depth += 1;
                    self.skip(2);
                }
                ('*', Some('/')) => {
                    depth -= 1;
                    self.skip(2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.skip(1),
            }
        }
    }

    fn skip_string(&mut self) {
        self.skip(1);
        while let Some(sign) = self.peek(0) {
            self.skip(if sign == '\\' { 2 } else { 1 });
            if sign == '"' {
                return;
            }
        }
    }

    /// After `r`: a raw string, or a raw name, whose word comes next.
    fn skip_raw(&mut self) {
        let hashes = self.signs[self.at..].iter().take_while(|sign| **sign == '#').count();
        self.skip(hashes);
        if self.peek(0) != Some('"') {
            return;
        }
        self.skip(1);
        while let Some(sign) = self.peek(0) {
            self.skip(1);
            if sign == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                self.skip(hashes);
                return;
            }
        }
    }

    /// A character literal, or only the mark of a lifetime.
    fn skip_character(&mut self) {
        let is_lifetime = self.peek(1) != Some('\\') && self.peek(2) != Some('\'');
        self.skip(1);
        if is_lifetime {
            return;
        }
        while let Some(sign) = self.peek(0) {
            self.skip(if sign == '\\' { 2 } else { 1 });
            if sign == '\'' {
                return;
            }
        }
    }
}
