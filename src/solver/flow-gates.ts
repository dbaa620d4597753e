/** What a network offers to yes/no decisions: ways to force contacts in, and arcs that carry those of one demand only. */

/**
 * Where yes/no decisions take hold. Contacts that must leave are forced in first and then stay: of whole campaigns through
 * their node, of batches straight into their cell (what they pass before is lowered instead).
 */
export interface Gates {
  /** Contacts the first stage has to bring in. */
  readonly least: number;
  /** Per campaign the arcs into it from the forced stage, the shortfall stage and the served stage; -1 where there is none. */
  readonly ways: readonly { readonly forced: number; readonly shortfall: number; readonly served: number }[];
  /** Arc from the forced stage into every cell; -1 where no batch may be. */
  readonly intoCell: Int32Array;
  /** Arcs of single demands into single cells, of campaigns with one account or a smallest batch. */
  readonly own: readonly OwnArc[];
  /** Indices of the own arcs of every campaign. */
  readonly ownOf: readonly (readonly number[])[];
}

/** An arc that carries only contacts of one outlet on one day into one cell. */
export interface OwnArc {
  readonly arc: number;
  /** Index into `outlets`, and of the day in it. */
  readonly outlet: number;
  readonly day: number;
  /** The demand; of several behind one outlet the first. */
  readonly demand: number;
  /** Index into `cells`. */
  readonly cell: number;
  readonly account: number;
}
