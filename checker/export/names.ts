/**
 * Names that other languages accept: letters, digits and underscores, no word that means something there, and no two
 * that differ only in case.
 */

/** What one of the languages reserves, in lower case. */
const reserved = new Set(
  `active alias alwaysmod and any array assert assume atomic begin bit bool boolean break by by_value byte c_code
  c_decl c_expr c_state c_track case chan choose clear const constant constants cover d_proctype d_step do
  do_while domain elif else elsif empty enabled end endalias endassume enddo endexists endfor endforall
  endfunction endif endprocedure endrecord endrule endruleset endstartstate endswitch endwhile enum error eval
  except exists export extends external false fi flush for forall forward from full function get_p goto hidden if
  import in init inline instance int invariant is ismember isundefined javatime lambda len let liveness local ltl
  mtype multiset multisetadd multisetcount multisetremove multisetremovepred nempty never next nfull not notrace
  np_ o_p od of or other otherwise pc_value permutations pid print printf printm printt priority procedure process
  proctype program property provided put randomelement record recursive rest return rule ruleset run scalarset
  select self set_p short show skip sortseq spec specialmod startstate string subset switch then theorem timeout
  tlceval tlcget tlcset to tostring trace true type typedef undefine union unless unsigned val_ var variable
  variables vars while with xr xs`.split(/\s+/),
)

const MOST = 48

export class Names {
  readonly #taken = new Set<string>()
  readonly #reserved: ReadonlySet<string>

  constructor(taboo: ReadonlySet<string> = reserved) {
    this.#reserved = taboo
  }

  /** @param text anything; the shorter, the more of it can be read in the name */
  take(text: string): string {
    const plain = text
      .replaceAll(/[^A-Za-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, MOST)
    // Promela gives labels that begin with these words a meaning of their own
    const safe = /^(?:end|accept|progress)/i.test(plain) || !/^[A-Za-z]/.test(plain) ? `x_${plain}` : plain
    for (let count = 1; ; count++) {
      const name = count === 1 ? safe : `${safe}_${count}`
      const key = name.toLowerCase()
      if (this.#reserved.has(key) || this.#taken.has(key)) continue
      this.#taken.add(key)
      return name
    }
  }
}
