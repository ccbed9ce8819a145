/** Slack's limits, in UTF-16 units or entries. */
export const limits = {
  text: 3000,
  header: 150,
  button: 75,
  value: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  alt: 2000,
  buttons: 25,
  blocks: 50,
  viewBlocks: 100,
  option: 75,
  optionValue: 150,
  options: 100,
  label: 2000,
  placeholder: 150,
  /** The heading's included. */
  tableRows: 100,
  tableColumns: 20,
  /** Of all cells together. */
  tableText: 10_000,
  /** Of a code block: Slack names no limit, but all of a message must stay small. */
  preformatted: 3000,
} as const;
