/* Two-phase commit, the twin of ../models/two-phase-commit.ts with N resource managers.
 *
 * One process and sets as bit masks, because that is what SPIN searches fastest: a process per resource manager makes
 * the state vector three times as long. One d_step per step of the XState twin; no init process, so the counts are the
 * same on both sides. */

#ifndef N
#define N 9
#endif
#define ALL ((1 << N) - 1)

#define UNDECIDED 0
#define COMMITTED 1
#define ABORTED 2

#define WORKING 0
#define PREPARED 1
#define RM_COMMITTED 2
#define RM_ABORTED 3

byte manager;              /* state of the transaction manager */
byte resource[N];          /* state of each resource manager */
unsigned heard : 16;       /* whom the manager heard from */
unsigned sent : 16;        /* who sent Prepared */
bool commit_sent, abort_sent;

#define RESOURCE(i) \
  :: d_step { manager == UNDECIDED && (sent & (1 << i)) -> heard = heard | (1 << i) } \
  :: d_step { resource[i] == WORKING -> resource[i] = PREPARED; sent = sent | (1 << i) } \
  :: d_step { resource[i] == WORKING -> resource[i] = RM_ABORTED } \
  :: d_step { commit_sent -> resource[i] = RM_COMMITTED } \
  :: d_step { abort_sent -> resource[i] = RM_ABORTED }

active proctype TwoPhaseCommit() {
  do
  :: d_step { manager == UNDECIDED && heard == ALL -> manager = COMMITTED; commit_sent = true }
  :: d_step { manager == UNDECIDED -> manager = ABORTED; abort_sent = true }
  RESOURCE(0)
#if N > 1
  RESOURCE(1)
#endif
#if N > 2
  RESOURCE(2)
#endif
#if N > 3
  RESOURCE(3)
#endif
#if N > 4
  RESOURCE(4)
#endif
#if N > 5
  RESOURCE(5)
#endif
#if N > 6
  RESOURCE(6)
#endif
#if N > 7
  RESOURCE(7)
#endif
#if N > 8
  RESOURCE(8)
#endif
  od
}
