// A tablet on a table: after a minute without use nothing may stay on its screen.

export const WARN_AFTER = 45_000;
export const WIPE_AFTER = 60_000;
const LOOK_EVERY = 1_000;
const SIGNS_OF_USE = ["pointerdown", "keydown", "input", "wheel", "touchstart"];

// Call `warn(seconds left)` each second from the 45th on, `calm()` when someone is there
// again, `wipe()` at the 60th. `isOn()` says whether to watch at all.
// The clock of the page never jumps, and goes on while the screen is dark.
export function watchIdle({ isOn, warn, calm, wipe }) {
  let last = performance.now();
  let warned = false;
  const used = () => {
    last = performance.now();
    if (warned) calm();
    warned = false;
  };
  const look = () => {
    if (!isOn()) {
      last = performance.now();
      return;
    }
    const idle = performance.now() - last;
    if (idle >= WIPE_AFTER) {
      warned = false;
      last = performance.now();
      wipe();
    } else if (idle >= WARN_AFTER) {
      warned = true;
      warn(Math.ceil((WIPE_AFTER - idle) / 1000));
    }
  };
  for (const sign of SIGNS_OF_USE) {
    document.addEventListener(sign, used, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_EVERY);
  return used;
}
