/** Shortcodes that people and bots use most; others stay as they were typed. */
// biome-ignore format: a line per handful of signs reads better than a line per sign
const CHARS: Record<string, string> = {
  white_check_mark: '✅', heavy_check_mark: '✔️', ballot_box_with_check: '☑️', x: '❌', negative_squared_cross_mark: '❎',
  hourglass: '⌛', hourglass_flowing_sand: '⏳', stopwatch: '⏱️', alarm_clock: '⏰', clock3: '🕒', rocket: '🚀',
  rotating_light: '🚨', warning: '⚠️', red_circle: '🔴', large_green_circle: '🟢', green_circle: '🟢',
  large_yellow_circle: '🟡', large_orange_circle: '🟠', large_blue_circle: '🔵', blue_circle: '🔵', white_circle: '⚪',
  black_circle: '⚫', arrow_forward: '▶️', double_vertical_bar: '⏸️', pause_button: '⏸️', black_square_for_stop: '⏹️',
  fast_forward: '⏩', rewind: '⏪', leftwards_arrow_with_hook: '↩️', arrow_right_hook: '↪️', arrow_up: '⬆️',
  arrow_down: '⬇️', arrow_left: '⬅️', arrow_right: '➡️', hand: '✋', raised_hand: '✋', wave: '👋', '+1': '👍',
  thumbsup: '👍', '-1': '👎', thumbsdown: '👎', eyes: '👀', tada: '🎉', sparkles: '✨', star: '⭐', fire: '🔥',
  bell: '🔔', no_bell: '🔕', lock: '🔒', unlock: '🔓', key: '🔑', no_entry: '⛔', no_entry_sign: '🚫', octagonal_sign: '🛑',
  construction: '🚧', snowflake: '❄️', bulb: '💡', mag: '🔍', memo: '📝', clipboard: '📋', package: '📦',
  chart_with_upwards_trend: '📈', chart_with_downwards_trend: '📉', bar_chart: '📊', calendar: '📅', link: '🔗',
  gear: '⚙️', wrench: '🔧', hammer_and_wrench: '🛠️', shield: '🛡️', bug: '🐛', robot_face: '🤖', bust_in_silhouette: '👤',
  busts_in_silhouette: '👥', speech_balloon: '💬', question: '❓', exclamation: '❗', heavy_exclamation_mark: '❗',
  information_source: 'ℹ️', ok: '🆗', new: '🆕', zap: '⚡', boom: '💥', traffic_light: '🚦', vertical_traffic_light: '🚦',
  droplet: '💧', ocean: '🌊', bird: '🐦', hatching_chick: '🐣', crossed_fingers: '🤞', pray: '🙏', clap: '👏',
  smile: '😄', slightly_smiling_face: '🙂', thinking_face: '🤔', sweat_smile: '😅', cry: '😢', heart: '❤️',
  flags: '🎏', checkered_flag: '🏁', triangular_flag_on_post: '🚩', pushpin: '📌', paperclip: '📎', books: '📚',
  arrows_counterclockwise: '🔄', repeat: '🔁', recycle: '♻️', heavy_minus_sign: '➖', heavy_plus_sign: '➕', wastebasket: '🗑️',
  telephone_receiver: '📞', pager: '📟', ambulance: '🚑', fire_engine: '🚒', medal: '🏅', turtle: '🐢', snail: '🐌', test_tube: '🧪',
  art: '🎨', microscope: '🔬', globe_with_meridians: '🌐', crescent_moon: '🌙', sunny: '☀️', coffee: '☕', zzz: '💤',
};

const NAMES = new Map(Object.entries(CHARS).map(([name, char]) => [char.replace('\uFE0F', ''), name] as const));
const KNOWN = new RegExp(`(${[...NAMES.keys()].join('|')})\\uFE0F?`, 'u');

/** The character of a shortcode without its colons, or undefined. */
export function emojiChar(name: string): string | undefined {
  return Object.hasOwn(CHARS, name) ? CHARS[name] : undefined;
}

/**
 * Splits text into plain parts and known emoji characters, so that a page can draw them even where the machine has
 * no emoji font. Joined parts give the text back.
 */
export function splitEmoji(text: string): ({ text: string } | { emoji: string; char: string })[] {
  const parts: ({ text: string } | { emoji: string; char: string })[] = [];
  let rest = text;
  for (let hit = KNOWN.exec(rest); hit; hit = KNOWN.exec(rest)) {
    if (hit.index > 0) parts.push({ text: rest.slice(0, hit.index) });
    parts.push({ emoji: NAMES.get(hit[1] ?? '') ?? '', char: hit[0] });
    rest = rest.slice(hit.index + hit[0].length);
  }
  if (rest) parts.push({ text: rest });
  return parts;
}
