//! No circle of files: whatever a file uses of its own room lies in files that do not use it.
//!
//! Sources are parsed, so grouped imports, `mod.rs` and what macros are given count as well. A
//! name counts for the file that defines it, not for the one that hands it on (`pub use`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

use super::{is_test_file, sources};

/// Rooms whose circles are still to be undone.
const OPEN: &[&str] = &[];

/// A module by its path: `["store", "catalog"]`.
type Module = Vec<String>;

/// What a file defines, hands on and uses.
#[derive(Default)]
struct Sheet {
    defined: BTreeSet<String>,
    children: BTreeSet<String>,
    /// Imports by the name they go by, and where each leads.
    imports: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    /// Whole paths that are used, from the root of the crate or relative to the file.
    used: Vec<Vec<String>>,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| {
        let tests = |list: &syn::MetaList| list.tokens.to_string().contains("test");
        it.path().is_ident("cfg") && it.meta.require_list().is_ok_and(tests)
    })
}

impl Sheet {
    fn import(&mut self, before: &[String], tree: &UseTree, public: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&with(&path.ident), &path.tree, public),
            UseTree::Group(group) => {
                for it in &group.items {
                    self.import(before, it, public);
                }
            }
            UseTree::Glob(_) => self.globs.push(before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => self.take(before.to_vec(), None, public),
            UseTree::Name(name) => self.take(with(&name.ident), None, public),
            UseTree::Rename(name) => {
                self.take(with(&name.ident), Some(name.rename.to_string()), public);
            }
        }
    }

    fn take(&mut self, path: Vec<String>, alias: Option<String>, public: bool) {
        let Some(name) = alias.or_else(|| path.last().cloned()) else {
            return;
        };
        if !public {
            self.used.push(path.clone());
        }
        self.imports.insert(name, path);
    }

    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.end(&mut path);
                    colons = 0;
                    if let proc_macro2::TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.used.push(std::mem::take(path));
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Sheet {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, attributes) = match item {
            Item::Fn(it) => (Some(&it.sig.ident), &it.attrs),
            Item::Struct(it) => (Some(&it.ident), &it.attrs),
            Item::Enum(it) => (Some(&it.ident), &it.attrs),
            Item::Trait(it) => (Some(&it.ident), &it.attrs),
            Item::Type(it) => (Some(&it.ident), &it.attrs),
            Item::Const(it) => (Some(&it.ident), &it.attrs),
            Item::Static(it) => (Some(&it.ident), &it.attrs),
            Item::Mod(it) => (None, &it.attrs),
            Item::Impl(it) => (None, &it.attrs),
            Item::Use(it) => (None, &it.attrs),
            _ => return visit::visit_item(self, item),
        };
        if is_test(attributes) {
            return;
        }
        self.defined.extend(name.map(ToString::to_string));
        match item {
            Item::Mod(it) if it.content.is_none() => {
                self.children.insert(it.ident.to_string());
            }
            Item::Use(it) => {
                let public = !matches!(it.vis, Visibility::Inherited);
                self.import(&[], &it.tree, public);
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let names = path.segments.iter().map(|it| it.ident.to_string());
            self.used.push(names.collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
    }
}

/// All files of the library by their modules.
struct House(BTreeMap<Module, Sheet>);

impl House {
    fn read() -> Self {
        let mut sheets = BTreeMap::new();
        for path in sources().into_iter().filter(|it| !is_test_file(it)) {
            let below = path
                .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
                .expect("it lies below src");
            let mut module: Module = below
                .with_extension("")
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            module.pop_if(|last| last == "mod");
            let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
            let mut sheet = Sheet::default();
            sheet.visit_file(&syn::parse_file(&text).expect("it compiles"));
            sheets.insert(module, sheet);
        }
        Self(sheets)
    }

    /// A path as it is written in a module, from the root of the crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let sheet = self.0.get(module)?;
        let (first, rest) = path.split_first()?;
        Some(match first.as_str() {
            "crate" => rest.to_vec(),
            "self" => [module, rest].concat(),
            "super" => {
                let up = module.len() - 1;
                return match rest.first().map(String::as_str) {
                    Some("super") => self.absolute(&module[..up], rest),
                    _ => Some([&module[..up], rest].concat()),
                };
            }
            name if sheet.children.contains(name) => [module, path].concat(),
            name => {
                let import = sheet.imports.get(name)?;
                if import == path {
                    return None;
                }
                [self.absolute(module, import)?.as_slice(), rest].concat()
            }
        })
    }

    /// The module that defines what an absolute path names.
    fn definition(&self, path: &[String], depth: usize) -> Option<Module> {
        let length = (1..=path.len())
            .rev()
            .find(|&it| self.0.contains_key(&path[..it]))?;
        let (module, rest) = path.split_at(length);
        let sheet = &self.0[module];
        let name = rest.first().filter(|_| depth < 9)?;
        if sheet.defined.contains(name) {
            return Some(module.to_vec());
        }
        let import = sheet.imports.get(name)?;
        self.definition(&self.absolute(module, import)?, depth + 1)
    }

    /// Which modules of its room each module uses.
    fn uses(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let mut uses: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (module, sheet) in &self.0 {
            let paths = sheet.used.iter();
            let targets = paths.filter_map(|it| self.absolute(module, it));
            let found = targets.filter_map(|it| self.definition(&it, 0));
            uses.entry(module.clone())
                .or_default()
                .extend(found.filter(|it| it != module && it[0] == module[0]));
        }
        uses
    }
}

#[test]
fn no_circle_of_files_inside_a_room() {
    let mut left = House::read().uses();
    assert!(left.len() > 300, "the files were found");
    let edges: usize = left.values().map(BTreeSet::len).sum();
    assert!(edges > 800, "the imports inside rooms were found: {edges}");
    // What uses nothing, or is used by nothing, is in no circle.
    loop {
        let before = left.len();
        let used: BTreeSet<Module> = left.values().flatten().cloned().collect();
        left.retain(|module, uses| !uses.is_empty() && used.contains(module));
        let kept: BTreeSet<Module> = left.keys().cloned().collect();
        for uses in left.values_mut() {
            uses.retain(|it| kept.contains(it));
        }
        if left.len() == before {
            break;
        }
    }
    let told: Vec<String> = left
        .iter()
        .filter(|(module, _)| !OPEN.contains(&module[0].as_str()))
        .map(|(module, uses)| {
            let uses: Vec<String> = uses.iter().map(|it| it.join("/")).collect();
            format!("{} → {}", module.join("/"), uses.join(", "))
        })
        .collect();
    println!("circles of files: {}", usize::from(!told.is_empty()));
    assert!(
        told.is_empty(),
        "files that use each other:\n{}",
        told.join("\n")
    );
}
