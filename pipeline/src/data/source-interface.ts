/** Something to read a table from: a file, a pipe or standard input, decompressed. It can be read more than once. */
export interface Source {
  /** As the user wrote it, for messages. */
  readonly name: string;
  /** The name without folder and without `.gz` or `.zst`, by which the format is recognised. */
  readonly fileName: string;
  /** Bytes to expect; a guess for gzip files. */
  readonly size: number;
  /** The content in pieces; a piece is valid until the next is asked for. */
  chunks(): AsyncIterable<Buffer>;
  /** The whole content, in memory of its own. */
  bytes(): Promise<Buffer>;
  /** Where a file that is not compressed lies, so that parts of it can be read alone. */
  readonly path?: string;
}
