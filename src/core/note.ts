/** Something the reader of a result must know. Libraries return notes; they never write to the console. */
export interface Note {
  level: 'info' | 'warning' | 'serious';
  /** Short stable word, kebab-case, e.g. `outside-training`. */
  code: string;
  text: string;
  /** Row, frame, atom, key… that the note is about. */
  where?: string;
}
