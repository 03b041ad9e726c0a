/** Lives in a shadow root: nothing of the page gets in, nothing of ours gets out. */
export const style = `
:host { all: initial; --accent: var(--antiphon-accent, #0b6e63); --on-accent: #fff;
  --ink: #16211f; --muted: #55635f; --surface: #fff; --ground: #f7f9f8; --line: #dfe6e3;
  --bad: #b3261e; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :host { --ink: #edf3f1; --muted: #a9b8b4;
  --surface: #17201f; --ground: #101716; --line: #2b3735; --bad: #ff9b85; } }
* { box-sizing: border-box; font: 14px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif; }
button { font: inherit; cursor: pointer; border: 0; background: none; color: inherit; padding: 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.frame { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; color: var(--ink); }
.frame.left { right: auto; left: 20px; }
.launcher { width: 56px; height: 56px; border-radius: 28px; background: var(--accent);
  color: var(--on-accent); display: grid; place-items: center; position: relative;
  box-shadow: 0 4px 16px rgb(0 0 0 / 0.22); }
.launcher svg { width: 26px; height: 26px; }
.badge { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px;
  border-radius: 11px; background: #c2452d; color: #fff; font-size: 12px; line-height: 22px;
  font-weight: 650; text-align: center; }
.panel { position: absolute; bottom: 72px; right: 0; width: 360px; height: min(560px, calc(100vh - 120px));
  background: var(--surface); border: 1px solid var(--line); border-radius: 16px; overflow: hidden;
  display: flex; flex-direction: column; box-shadow: 0 12px 40px rgb(0 0 0 / 0.24); }
.frame.left .panel { right: auto; left: 0; }
.head { display: flex; align-items: center; gap: 8px; padding: 12px 8px 12px 16px;
  background: var(--accent); color: var(--on-accent); }
.head h2 { flex: 1; margin: 0; font-size: 16px; font-weight: 650; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.icon { width: 40px; height: 40px; display: grid; place-items: center; border-radius: 6px; }
.icon svg { width: 20px; height: 20px; }
.head .icon:focus-visible { outline-color: var(--on-accent); }
.log { flex: 1; overflow-y: auto; padding: 16px; background: var(--ground); display: flex;
  flex-direction: column; gap: 8px; overscroll-behavior: contain; }
.bubble { max-width: 82%; padding: 8px 12px; border-radius: 16px; align-self: flex-start;
  background: var(--surface); border: 1px solid var(--line); overflow-wrap: anywhere; white-space: pre-wrap; }
.bubble.own { align-self: flex-end; background: var(--accent); color: var(--on-accent); border-color: transparent; }
.bubble.waiting { opacity: 0.7; }
.bubble a { color: inherit; text-decoration: underline; }
.bubble img, .bubble video { display: block; max-width: 100%; max-height: 220px; border-radius: 10px; }
.bubble audio { max-width: 100%; }
.time { font-size: 12px; color: var(--muted); align-self: flex-start; margin: -4px 4px 0; }
.time.own { align-self: flex-end; }
.choices { display: flex; flex-wrap: wrap; gap: 8px; }
.choice { border: 1px solid currentColor; font-weight: 650; background: var(--surface); color: var(--ink);
  border-radius: 16px; padding: 8px 14px; min-height: 36px; text-decoration: none; }
.choice:hover { background: var(--ground); }
.problem { align-self: flex-end; color: var(--bad); font-size: 13px; display: flex; gap: 12px; }
.problem button { text-decoration: underline; min-height: 24px; }
.status { padding: 8px 16px; font-size: 13px; color: var(--muted); border-top: 1px solid var(--line); margin: 0; }
.compose { display: flex; align-items: flex-end; gap: 6px; padding: 8px; border-top: 1px solid var(--line); }
.compose textarea { flex: 1; resize: none; border: 1px solid var(--line); border-radius: 10px;
  padding: 9px 12px; max-height: 120px; background: var(--surface); color: var(--ink); font-size: 16px; }
.compose textarea:focus-visible { outline-width: 2px; outline-offset: 0; }
.compose .icon { color: var(--muted); }
.compose .send { background: var(--accent); color: var(--on-accent); border-radius: 10px; }
@media (max-width: 480px) {
  .frame.open { inset: 0; }
  .frame.open .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
  .frame.open .launcher { display: none; }
}
@media (prefers-reduced-motion: no-preference) { .panel { animation: rise 150ms ease-out; } }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
`;

/** White or ink, whichever can be read on the accent. */
export function readableOn(accent: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(accent.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (light + 0.05) >= 4.5 ? "#ffffff" : "#16211f";
}
