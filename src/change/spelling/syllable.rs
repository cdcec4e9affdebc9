//! What a Vietnamese syllable may look like: its onset, its rime, its tone.
//!
//! By the tables of the school orthography. Says whether a syllable *could* be a word, never
//! whether it is one: that would take a dictionary.

use unicode_normalization::UnicodeNormalization;

use super::encoding::is_tone;

/// Onsets, the longer before those they begin with.
const ONSETS: [&str; 27] = [
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
];

/// Rimes without their tone.
const RIMES: &str = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp \
ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im \
in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen \
oeo oet oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây \
uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt \
uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ";

/// Rimes that stand behind `qu` beside those that begin with a, ă, â, e, ê, i.
const BEHIND_QU: &str = " ơ ơi ơn ôc y ych yên yêt ynh yt ";

/// A syllable taken apart.
struct Syllable {
    onset: &'static str,
    rime: String,
    tone: Option<char>,
}

/// Whether a syllable in lower case keeps the rules of Vietnamese spelling, wherever on its vowels
/// the tone stands.
pub(super) fn is_possible(word: &str) -> bool {
    parts(word).is_some()
}

/// One spelling of the syllables that differ only in where the tone stands (`hoà`, `hòa`) or in i
/// for y alone behind h, k, l, m, s, t, qu (`lý`, `lí`; but not `thuỷ`, `thủi`, nor `tay`, `tai`).
/// What is no Vietnamese syllable stays as it is.
pub(super) fn orthographic(word: &str) -> String {
    let Some(Syllable { onset, rime, tone }) = parts(word) else {
        return word.to_owned();
    };
    let rime = match (onset, rime.as_str()) {
        ("h" | "k" | "l" | "m" | "s" | "t" | "qu", "y") => "i".to_owned(),
        ("qu", "yt") => "it".to_owned(),
        _ => rime,
    };
    let mut key = format!("{onset}{rime}");
    key.extend(tone);
    key
}

fn parts(word: &str) -> Option<Syllable> {
    let (tones, bare): (Vec<char>, Vec<char>) = word.nfd().partition(|&c| is_tone(c));
    let bare: String = bare.into_iter().nfc().collect();
    let tone = match tones.as_slice() {
        [] => None,
        [tone] => Some(*tone),
        _ => return None,
    };
    ONSETS
        .iter()
        .copied()
        .chain([""])
        .filter_map(|onset| Some((onset, bare.strip_prefix(onset)?)))
        .find(|(onset, rime)| fits(onset, rime, tone))
        .map(|(onset, rime)| Syllable {
            onset,
            rime: rime.to_owned(),
            tone,
        })
}

fn fits(onset: &str, rime: &str, tone: Option<char>) -> bool {
    let listed = |list: &str| !rime.is_empty() && list.contains(&format!(" {rime} "));
    let front = rime.starts_with(['i', 'e', 'ê', 'y']);
    let shape = match onset {
        "qu" => {
            (rime.starts_with(['a', 'ă', 'â', 'e', 'ê', 'i']) && listed(RIMES)) || listed(BEHIND_QU)
        }
        // «gì», «gìn», «giêng»: the i is the rime's.
        "g" if front => matches!(rime, "i" | "in" | "im" | "iêng" | "iêc"),
        "gi" => !front && listed(RIMES) || rime == "ê",
        "k" | "gh" | "ngh" => front && listed(RIMES),
        "c" | "ng" => !front && listed(RIMES),
        _ => listed(RIMES),
    };
    let stopped = rime.ends_with(['c', 'p', 't']) || rime.ends_with("ch");
    shape && (!stopped || matches!(tone, Some('\u{301}' | '\u{323}')))
}
