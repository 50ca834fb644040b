// What is being typed in a form, kept sealed on the device a moment after each change.

import { notice } from "./lists.js";
import { forgetDraft, keepDraft, openDraft, sealDraft } from "./queue.js";
import { clearNotice, device, places, showNotice } from "./state.js";
import { say } from "./words.js";

const SAVE_AFTER = 800;

// `read()` returns what to keep, or null when nothing is typed. Without room on the disk the
// draft is held, sealed, as long as the page is open.
export function makeDraft(name, read) {
  let held = null;
  let timer;

  async function forget() {
    clearTimeout(timer);
    held = null;
    clearNotice("unkept");
    await forgetDraft(name).catch(() => {});
  }

  async function save() {
    clearTimeout(timer);
    if (!device.key) return;
    const value = read();
    if (!value) {
      await forget();
      return;
    }
    const draft = await sealDraft(device.key, name, value);
    try {
      await keepDraft(draft);
      held = null;
      clearNotice("unkept");
    } catch {
      held = draft;
      showNotice(places.notices, "unkept", notice("warning", say("draft-unkept")));
    }
  }

  return {
    save,
    forget,
    // Save in a moment, when nothing more is typed.
    later() {
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_AFTER);
    },
    // What is on the screen goes: nothing more is saved of it.
    stop: () => clearTimeout(timer),
    open: () => openDraft(device.key, name, held).catch(() => null),
  };
}
