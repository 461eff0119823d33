/* The page migration protocol of ../models/mini.ts: DEVICES devices, CPUS processors, one address.
 *
 * One d_step per step of the XState twin, so that both sides count the same states and steps. SPIN adds its init process:
 * one more state and two more transitions. Variables that a process does not need in a location are zero there, as they
 * are absent there in the twin. */

#ifndef DEVICES
#define DEVICES 2
#endif
#ifndef CPUS
#define CPUS 1
#endif

/* the page table entry; DEVICE(d) is a page in device d's own memory */
#define NONE 0
#define ZERO 1
#define SYSTEM 2
#define MIGRATING_FROM_SYSTEM 3
#define DEVICE(d) (4 + (d))
#define MIGRATING_FROM_DEVICE (4 + DEVICES)
#define is_hole (pte == NONE || pte == ZERO)
#define is_device (pte >= 4 && pte != MIGRATING_FROM_DEVICE)

/* what a mirror maps */
#define EMPTY 0
#define MIRROR_ZERO 1
#define READ_ONLY 2
#define WRITABLE 3
#define OWN_PAGE 4

/* what a migration has collected */
#define NOTHING 0
#define HOLE 1
#define PAGE 2

byte pte;
bool in_use, locked, value, last_written;
bool device_in_use[DEVICES], device_value[DEVICES];
byte mirror[DEVICES], open[DEVICES];
bool stale[DEVICES];
byte i; /* loop counter, zero between steps */

inline invalidate_start(except) {
  i = 0;
  do
  :: i < DEVICES ->
    if
    :: i != except -> mirror[i] = EMPTY; stale[i] = true; open[i]++
    :: else
    fi;
    i++
  :: else -> break
  od;
  i = 0
}

inline invalidate_end(except) {
  i = 0;
  do
  :: i < DEVICES ->
    if
    :: i != except -> open[i]--
    :: else
    fi;
    i++
  :: else -> break
  od;
  i = 0
}

inline invalidate_at_once() {
  i = 0;
  do
  :: i < DEVICES -> mirror[i] = EMPTY; stale[i] = true; i++
  :: else -> break
  od;
  i = 0
}

inline map_clear_page() { pte = SYSTEM; in_use = true; value = 0 }

proctype Migrate(byte d) {
  byte source;
  bool inserted;
idle:
  true;
  d_step { invalidate_start(d) };
  d_step { /* collect */
    if
    :: is_hole -> source = HOLE
    :: pte == SYSTEM && !locked -> source = PAGE; locked = true; pte = MIGRATING_FROM_SYSTEM
    :: else -> source = NOTHING
    fi
  };
  if
  :: d_step { source == NOTHING -> invalidate_end(d) }; goto idle
  :: d_step { source != NOTHING -> invalidate_end(d) }
  fi;
  if
  :: d_step { /* copy */
       !device_in_use[d] ->
       device_in_use[d] = true;
       device_value[d] = (source == PAGE -> value : 0)
     }
  :: d_step { /* give up */
       true;
       if
       :: source == PAGE -> pte = SYSTEM; locked = false
       :: else
       fi;
       source = NOTHING
     };
     goto idle
  fi;
  if
  :: d_step { source == HOLE -> invalidate_start(d) };
     d_step { /* insert */
       if
       :: is_hole -> inserted = true; pte = DEVICE(d)
       :: else
       fi;
       invalidate_end(d)
     }
  :: d_step { source != HOLE -> inserted = true }
  fi;
  d_step { /* update the mirror, or free what could not be inserted */
    if
    :: inserted -> inserted = false; mirror[d] = OWN_PAGE
    :: else -> device_in_use[d] = false; device_value[d] = 0
    fi
  };
  d_step { /* finalize */
    if
    :: source == PAGE -> pte = DEVICE(d); locked = false; in_use = false; value = 0
    :: else
    fi;
    source = NOTHING
  };
  goto idle
}

proctype Fault(byte d) {
  bool write;
  byte seen; /* what the mirror will map */
idle:
  if
  :: write = false
  :: write = true
  fi;
begin:
  if /* begin the read; spin wants no label on a d_step itself */
  :: d_step { open[d] == 0 -> stale[d] = false }
  fi;
  if /* walk */
  :: d_step { pte == NONE && write -> map_clear_page(); seen = READ_ONLY }
  :: d_step { pte == NONE && !write -> pte = ZERO; seen = MIRROR_ZERO }
  :: d_step { pte == ZERO && write }; goto break_zero
  :: d_step { pte == ZERO && !write -> seen = MIRROR_ZERO }
  :: d_step { pte == SYSTEM -> seen = READ_ONLY }
  :: d_step { pte == DEVICE(d) -> seen = OWN_PAGE }
  :: d_step { is_device && pte != DEVICE(d) -> write = false }; goto idle
  fi;
  if /* commit */
  :: d_step { stale[d] || open[d] != 0 -> seen = EMPTY }; goto begin
  :: d_step {
       !stale[d] && open[d] == 0 ->
       mirror[d] = (seen == READ_ONLY && write -> WRITABLE : seen);
       write = false;
       seen = EMPTY
     };
     goto idle
  fi;
break_zero:
  if
  :: d_step {
       if
       :: pte == ZERO -> map_clear_page(); invalidate_at_once()
       :: else
       fi
     }
  fi;
  goto begin
}

proctype Access(byte d) {
end:
  if
  :: d_step { mirror[d] == WRITABLE -> value = !value; last_written = !last_written }
  :: d_step { mirror[d] == OWN_PAGE -> device_value[d] = !device_value[d]; last_written = !last_written }
  fi;
  goto end
}

proctype Cpu() {
  bool write;
  byte device;
idle:
  if
  :: write = false
  :: write = true
  fi;
access:
  if
  :: d_step {
       pte == NONE ->
       if
       :: write -> pte = SYSTEM; in_use = true; value = !last_written; last_written = !last_written
       :: else -> pte = ZERO
       fi;
       write = false
     };
     goto idle
  :: d_step { pte == ZERO && !write }; goto idle
  :: d_step { pte == ZERO && write }; goto break_zero
  :: d_step {
       pte == SYSTEM ->
       if
       :: write -> value = !value; last_written = !last_written
       :: else
       fi;
       write = false
     };
     goto idle
  :: d_step { is_device -> device = pte - 4 }
  fi;
  d_step { invalidate_start(DEVICES) };
  if /* isolate */
  :: d_step { pte == DEVICE(device) && !locked -> pte = MIGRATING_FROM_DEVICE; locked = true }
  :: d_step { !(pte == DEVICE(device) && !locked) -> invalidate_end(DEVICES); device = 0 }; goto access
  fi;
  d_step { invalidate_end(DEVICES) };
  d_step { in_use = true; value = device_value[device] };
  d_step { /* finalize */
    pte = SYSTEM;
    locked = false;
    device_in_use[device] = false;
    device_value[device] = 0;
    device = 0
  };
  goto access;
break_zero:
  if
  :: d_step { invalidate_start(DEVICES) }
  fi;
  d_step {
    if
    :: pte == ZERO -> map_clear_page()
    :: else
    fi;
    invalidate_end(DEVICES)
  };
  goto access
}

init {
  atomic {
    i = 0;
    do
    :: i < DEVICES -> run Migrate(i); run Fault(i); run Access(i); i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < CPUS -> run Cpu(); i++
    :: else -> break
    od;
    i = 0
  }
}
