/** A process that ended in the middle of something: nothing that it would have done afterwards happens. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** What goes wrong at one point. `twice`: another process does the same from there to its end, then this one goes on. */
export type Mishap = 'dies-before' | 'dies-after' | 'lost-request' | 'lost-reply' | 'twice' | 'twice-late';
export interface Plan {
  /** Counted from one, over all processes since the plan was made. */
  readonly at: number;
  readonly mishap: Mishap;
}

/** Points at which a process asks something of the world outside, counted over all processes. */
export interface Points {
  readonly names: readonly string[];
  /** The point that the plan was carried out at, or null. */
  readonly hit: () => string | null;
  plan(next: Plan | null): void;
}

export interface Pointed {
  <T>(name: string, run: () => Promise<T>): Promise<T>;
}

/** A connection that nobody will close any more; when a process really dies, the system does. */
const hangUp = async (answer: unknown): Promise<void> => {
  if (typeof answer !== 'object' || answer === null) return;
  for (const name of ['destroy', 'end', 'disconnect', 'unbind', 'close']) {
    const method: unknown = Reflect.get(answer, name);
    if (typeof method !== 'function') continue;
    try {
      await Promise.race([Reflect.apply(method, answer, []), new Promise((done) => setTimeout(done, 200))]);
    } catch {
      // It was closed already.
    }
    return;
  }
};

export function mortality() {
  let names: string[] = [];
  let plan: Plan | null = null;
  let hit: string | null = null;
  const points: Points = {
    get names() {
      return names;
    },
    hit: () => hit,
    plan(next) {
      plan = next;
      names = [];
      hit = null;
    },
  };

  /** One invocation. `again` is what another process would do, `late` lets the run of this one pass. */
  function process({ again, late }: { readonly again: () => Promise<unknown>; readonly late: () => void }) {
    let dead = false;
    const point: Pointed = async (name, run) => {
      if (dead) throw new Died();
      names.push(name);
      const mishap = plan?.at === names.length ? plan.mishap : null;
      if (mishap !== null) {
        hit = name;
        plan = null;
      }
      switch (mishap) {
        case 'dies-before':
          dead = true;
          throw new Died();
        case 'lost-request':
          throw lost();
        case 'twice-late':
          late();
          await again();
          return run();
        case 'twice':
          await again();
          return run();
        case 'dies-after':
        case 'lost-reply': {
          const answer = await run();
          await hangUp(answer);
          if (mishap === 'lost-reply') throw lost();
          dead = true;
          throw new Died();
        }
        case null:
          return run();
      }
    };
    return { point, isDead: () => dead };
  }
  return { points, process };
}

const lost = () => Object.assign(new Error('the connection is lost'), { code: 'ECONNRESET' });
