/**
 * Evens out the senders of a class: whole contacts dealt to a class fit its summed limits, yet some sender-days end up over
 * their limit while others have room. Contacts move from a sender that is over to another one of the class as long as that
 * takes load off; a move that only passes the excess on may be followed by the next one, in chains. Source: min-conflicts
 * repair (Minton et al., "Minimizing conflicts", 1992) with the tabu rule that a contact does not go straight back (Glover, 1989).
 */

/** Contacts that start in the class on one day and send alike. */
export interface ClassItem {
  readonly stepDays: readonly number[];
  /** Of the steps, in 1/10000 sends. */
  readonly shares10k: readonly number[];
}

/** Longest chain of moves that only pass an excess on. */
const LONGEST_CHAIN = 10;
/** Excess that counts as none, in 1/10000 sends. */
const NOTHING = 1e-6;

/**
 * Moves contacts. `counts`: contacts per item and member (item × members + member); `left`: what is left of each member's
 * limits per day (member × dayCount + day, in 1/10000 sends, negative = over). Both are changed in place.
 */
export function evenOut(items: readonly ClassItem[], members: number, dayCount: number, counts: Int32Array, left: Float64Array): void {
  const onDay: number[][] = Array.from({ length: dayCount }, () => []);
  items.forEach((item, j) => {
    for (const day of item.stepDays) onDay[day]?.push(j);
  });
  /** Number of the last move that took an item away from a member: it does not come back right after. */
  const leftAt = new Int32Array(counts.length).fill(-LONGEST_CHAIN);
  let moves = 0;

  /** Excess lost by taking a contact of an item away from a member. */
  const relief = ({ stepDays, shares10k }: ClassItem, member: number): number => {
    let sum = 0;
    for (let k = 0; k < stepDays.length; k++) {
      const now = left[member * dayCount + (stepDays[k] as number)] as number;
      if (now < 0) sum += Math.min(-now, shares10k[k] as number);
    }
    return sum;
  };
  /** Excess gained by putting a contact of an item on a member; where it is more than `most`, any number above that. */
  const excess = ({ stepDays, shares10k }: ClassItem, member: number, most: number): number => {
    let sum = 0;
    for (let k = 0; k < stepDays.length && sum <= most; k++) {
      const lacking = (shares10k[k] as number) - Math.max(0, left[member * dayCount + (stepDays[k] as number)] as number);
      if (lacking > 0) sum += lacking;
    }
    return sum;
  };
  const shift = ({ stepDays, shares10k }: ClassItem, member: number, sign: number): void => {
    for (let k = 0; k < stepDays.length; k++) {
      const cell = member * dayCount + (stepDays[k] as number);
      left[cell] = (left[cell] as number) + sign * (shares10k[k] as number);
    }
  };

  /** The best move away from an overloaded cell; null when every move makes things worse. */
  const bestMove = (member: number, day: number): { item: number; at: number; gain: number } | null => {
    let best = NOTHING;
    let move: { item: number; at: number; gain: number } | null = null;
    for (const j of onDay[day] as readonly number[]) {
      if (counts[j * members + member] === 0) continue;
      const item = items[j] as ClassItem;
      const relieved = relief(item, member);
      for (let at = 0; at < members; at++) {
        if (at === member || moves - (leftAt[j * members + at] as number) < LONGEST_CHAIN) continue;
        const gain = excess(item, at, relieved + best) - relieved;
        if (gain < best) {
          best = gain - NOTHING;
          move = { item: j, at, gain };
        }
      }
    }
    return move;
  };

  for (let cell = 0; cell < left.length; cell++) {
    let at = cell;
    for (let chain = 0; chain < LONGEST_CHAIN && (left[at] as number) < -NOTHING; ) {
      const member = Math.floor(at / dayCount);
      const move = bestMove(member, at % dayCount);
      if (move === null) break;
      const from = move.item * members + member;
      const to = move.item * members + move.at;
      counts[from] = (counts[from] as number) - 1;
      counts[to] = (counts[to] as number) + 1;
      const item = items[move.item] as ClassItem;
      shift(item, member, 1);
      shift(item, move.at, -1);
      leftAt[from] = ++moves;
      if (move.gain < -NOTHING) chain = 0;
      else {
        chain++;
        const passedOn = item.stepDays.map((day) => move.at * dayCount + day).find((c) => (left[c] as number) < -NOTHING);
        if (passedOn !== undefined) at = passedOn;
      }
      if ((left[at] as number) >= -NOTHING) at = cell;
    }
  }
}
