//! A planted takedown stands in no byte of what a webhook or a mailbox gets.

use std::sync::atomic::AtomicI64;

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::demo::StoryPiece;
use hpnews::notify::NOTICES;

use crate::planting::withhold;
use crate::planting::{all_in, kinds, line, silent_in, spellings};
use crate::receivers::{Behave, Receiver};
use crate::scene::{NAMED, PERSON, edit, night};
use crate::world::{Ended, World};

static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(std::sync::atomic::Ordering::SeqCst))
}

/// Each of its fields says something more before what it said: all of it is news.
fn rewrite(world: &World) {
    world.portal.edit(|site| {
        let story = site.story_mut(NAMED).unwrap();
        let more = |text: &mut String| text.insert_str(0, &format!("Theo {PERSON}: "));
        more(&mut story.title);
        more(&mut story.lead);
        for piece in story.parts.iter_mut().flatten() {
            match piece {
                StoryPiece::Block(block) => more(&mut block.text),
                StoryPiece::Picture { file, caption } => {
                    *file = file.replace(".png", "-moi.png");
                    caption.iter_mut().for_each(more);
                }
            }
        }
        story.modified += TimeDelta::days(900);
    });
}

/// The last night told as if it never had been: what the webhook and the mailbox got.
fn told_anew(world: &World, hook: &Receiver, post: &Receiver) -> [String; 2] {
    let ledger = world.archive().join(NOTICES);
    if ledger.exists() {
        std::fs::remove_file(ledger).unwrap();
    }
    let before = (hook.came().len(), post.came().len());
    let mut notify = world.command(&world.archive(), &["notify"]);
    let told = Ended::of(notify.env("HPNEWS_WEBHOOK_KEY", "khoá").output());
    told.exits(0, &[]);
    let (hooked, posted) = (hook.came(), post.came());
    assert_eq!((hooked.len(), posted.len()), (before.0 + 1, before.1 + 1));
    [hooked[before.0].decoded(), posted[before.1].decoded()]
}

#[test]
fn every_kind_is_in_no_message() {
    let (hook, post) = (
        Receiver::webhook(&[Behave::Take]),
        Receiver::mail(&[Behave::Take]),
    );
    let mut world = World::new();
    let webhook = format!("http://127.0.0.1:{}/tin", hook.port);
    world.set("notify", "webhook", webhook);
    world.set("notify", "smtp", format!("smtp://127.0.0.1:{}", post.port));
    world.set("notify", "mail_from", "kho@haiphong.example");
    world.set("notify", "mail_to", vec!["doc@haiphong.example"]);
    night(&world, &AHEAD, clock);
    let truth = world.truth_of(NAMED);
    edit(&world);
    rewrite(&world);
    night(&world, &AHEAD, clock);
    withhold(&world, &[]);
    let open = told_anew(&world, &hook, &post);
    for (number, (kind, more, words)) in kinds(&truth).into_iter().enumerate() {
        println!("{kind}");
        // Of pictures a message tells the captions alone.
        let is_file = |word: &String| truth.images.iter().any(|it| it.url.contains(word));
        let told: Vec<String> = words.iter().filter(|it| !is_file(it)).cloned().collect();
        all_in(open.concat().as_bytes(), &told);
        let (_, address) = spellings(&truth).swap_remove(number * 3);
        withhold(&world, &[line(&address, &more)]);
        for (place, said) in ["the webhook", "the mail"]
            .iter()
            .zip(told_anew(&world, &hook, &post))
        {
            silent_in(place, said.as_bytes(), &words);
            all_in(said.as_bytes(), &["2.345".to_owned()]);
        }
    }
}
