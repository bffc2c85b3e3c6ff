;; The kernel of a population: runs a list of operations over bit columns, a block at a time.
;;
;; Every operation is the AND of one to four operands, each of them and the result inverted or not; so OR, NOT and copies
;; are the same operation. What is stored may be counted on the way. Nothing else is needed, since gates are monotone
;; formulas and an OR is an AND seen from the other side.
;;
;; An operation is eight 32-bit words:
;;   0  code: bits 0-1 the number of operands less one; bit 2 whether to count; bits 4-7 which operands are inverted;
;;      bit 8 whether the result is
;;   1  where the result goes
;;   2-5  the operands
;;   6  where the count is added, in bytes from $counts
;;   7  nothing
;; An even address is that of a column, and moves along with the block; an odd one, less one, is the offset of a scratch
;; register from $scratch, and stays. All columns begin at multiples of 64 bytes and are a whole number of those long.
;;
;; `npm run wasm` in this package writes columns.wasm and columns-shared.wasm; they differ in whether the memory is shared.
(module
  (import "population" "memory" (memory 1 65536))

  ;; Runs `$length` operations at `$operations` over the bytes `$from` to `$to` of every column, `$block` bytes at a time. All
  ;; three are multiples of 64; a block has at most 32768 bytes, or its counts would not fit.
  (func (export "run")
    (param $operations i32) (param $length i32) (param $from i32) (param $until i32) (param $block i32)
    (param $scratch i32) (param $counts i32)
    (local $last i32) (local $size i32) (local $operation i32) (local $code i32) (local $count i32)
    (local $to i32) (local $end i32) (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local.set $last (i32.add (local.get $operations) (i32.shl (local.get $length) (i32.const 5))))
    (block $finished (loop $blocks
      (br_if $finished (i32.ge_u (local.get $from) (local.get $until)))
      (local.set $size (i32.sub (local.get $until) (local.get $from)))
      (if (i32.gt_u (local.get $size) (local.get $block)) (then (local.set $size (local.get $block))))
      (local.set $operation (local.get $operations))
      (block $over (loop $each
        (br_if $over (i32.eq (local.get $operation) (local.get $last)))
        (local.set $code (i32.load (local.get $operation)))
        (local.set $to (call $place (i32.load offset=4 (local.get $operation)) (local.get $from) (local.get $scratch)))
        (local.set $a (call $place (i32.load offset=8 (local.get $operation)) (local.get $from) (local.get $scratch)))
        (local.set $b (call $place (i32.load offset=12 (local.get $operation)) (local.get $from) (local.get $scratch)))
        (local.set $c (call $place (i32.load offset=16 (local.get $operation)) (local.get $from) (local.get $scratch)))
        (local.set $d (call $place (i32.load offset=20 (local.get $operation)) (local.get $from) (local.get $scratch)))
        (local.set $end (i32.add (local.get $to) (local.get $size)))
        (local.set $count (i32.const 0))
        (block $done
        (block $four-counted
        (block $three-counted
        (block $two-counted
        (block $one-counted
        (block $four
        (block $three
        (block $two
        (block $one
          (br_table $one $two $three $four $one-counted $two-counted $three-counted $four-counted (i32.and (local.get $code) (i32.const 7))))
          (call $one (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4)))
          (br $done))
          (call $two (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))
            (local.get $b) (call $flip (local.get $code) (i32.const 5)))
          (br $done))
          (call $three (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))
            (local.get $b) (call $flip (local.get $code) (i32.const 5))
            (local.get $c) (call $flip (local.get $code) (i32.const 6)))
          (br $done))
          (call $four (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))
            (local.get $b) (call $flip (local.get $code) (i32.const 5))
            (local.get $c) (call $flip (local.get $code) (i32.const 6))
            (local.get $d) (call $flip (local.get $code) (i32.const 7)))
          (br $done))
          (local.set $count
          (call $one-counted (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))))
          (br $done))
          (local.set $count
          (call $two-counted (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))
            (local.get $b) (call $flip (local.get $code) (i32.const 5))))
          (br $done))
          (local.set $count
          (call $three-counted (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))
            (local.get $b) (call $flip (local.get $code) (i32.const 5))
            (local.get $c) (call $flip (local.get $code) (i32.const 6))))
          (br $done))
          (local.set $count
          (call $four-counted (local.get $to) (local.get $end) (call $flip (local.get $code) (i32.const 8))
            (local.get $a) (call $flip (local.get $code) (i32.const 4))
            (local.get $b) (call $flip (local.get $code) (i32.const 5))
            (local.get $c) (call $flip (local.get $code) (i32.const 6))
            (local.get $d) (call $flip (local.get $code) (i32.const 7))))
          (br $done)
        )
        (if (local.get $count) (then
          (local.set $a (i32.add (local.get $counts) (i32.load offset=24 (local.get $operation))))
          (i32.store (local.get $a) (i32.add (i32.load (local.get $a)) (local.get $count)))))
        (local.set $operation (i32.add (local.get $operation) (i32.const 32)))
        (br $each)))
      (local.set $from (i32.add (local.get $from) (local.get $size)))
      (br $blocks))))

  ;; Where an operand is: a column at this block, or a register.
  (func $place (param $operand i32) (param $from i32) (param $scratch i32) (result i32)
    (select
      (i32.add (i32.sub (local.get $operand) (i32.const 1)) (local.get $scratch))
      (i32.add (local.get $operand) (local.get $from))
      (i32.and (local.get $operand) (i32.const 1))))

  ;; All ones or all zeros, by one bit of a code.
  (func $flip (param $code i32) (param $bit i32) (result v128)
    (i32x4.splat (i32.sub (i32.const 0) (i32.and (i32.shr_u (local.get $code) (local.get $bit)) (i32.const 1)))))

  ;; The sum of eight counts.
  (func $total (param $sum v128) (result i32)
    (local.set $sum (i32x4.extadd_pairwise_i16x8_u (local.get $sum)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))

  ;; One to four operands, without and with a count. Each takes 64 bytes a turn and ends where `$to` reaches `$end`.
  (func $one
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (loop $next
      (v128.store offset=0 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))))
      (v128.store offset=16 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))))
      (v128.store offset=32 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))))
      (v128.store offset=48 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end)))))

  (func $two
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (param $b i32) (param $b-flip v128)
    (loop $next
      (v128.store offset=0 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=0 (local.get $b))))))
      (v128.store offset=16 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=16 (local.get $b))))))
      (v128.store offset=32 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=32 (local.get $b))))))
      (v128.store offset=48 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=48 (local.get $b))))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end)))))

  (func $three
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (param $b i32) (param $b-flip v128)
    (param $c i32) (param $c-flip v128)
    (loop $next
      (v128.store offset=0 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=0 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=0 (local.get $c))))))
      (v128.store offset=16 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=16 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=16 (local.get $c))))))
      (v128.store offset=32 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=32 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=32 (local.get $c))))))
      (v128.store offset=48 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=48 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=48 (local.get $c))))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end)))))

  (func $four
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (param $b i32) (param $b-flip v128)
    (param $c i32) (param $c-flip v128)
    (param $d i32) (param $d-flip v128)
    (loop $next
      (v128.store offset=0 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=0 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=0 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=0 (local.get $d))))))
      (v128.store offset=16 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=16 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=16 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=16 (local.get $d))))))
      (v128.store offset=32 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=32 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=32 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=32 (local.get $d))))))
      (v128.store offset=48 (local.get $to)
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=48 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=48 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=48 (local.get $d))))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 64)))
      (local.set $d (i32.add (local.get $d) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end)))))

  (func $one-counted
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (result i32)
    (local $v v128) (local $ones v128) (local $sum v128)
    (loop $next
      (v128.store offset=0 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a))))))
      (local.set $ones (i8x16.popcnt (local.get $v)))
      (v128.store offset=16 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=32 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=48 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (local.set $sum (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u (local.get $ones))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end))))
    (call $total (local.get $sum)))

  (func $two-counted
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (param $b i32) (param $b-flip v128)
    (result i32)
    (local $v v128) (local $ones v128) (local $sum v128)
    (loop $next
      (v128.store offset=0 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=0 (local.get $b)))))))
      (local.set $ones (i8x16.popcnt (local.get $v)))
      (v128.store offset=16 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=16 (local.get $b)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=32 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=32 (local.get $b)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=48 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=48 (local.get $b)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (local.set $sum (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u (local.get $ones))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end))))
    (call $total (local.get $sum)))

  (func $three-counted
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (param $b i32) (param $b-flip v128)
    (param $c i32) (param $c-flip v128)
    (result i32)
    (local $v v128) (local $ones v128) (local $sum v128)
    (loop $next
      (v128.store offset=0 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=0 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=0 (local.get $c)))))))
      (local.set $ones (i8x16.popcnt (local.get $v)))
      (v128.store offset=16 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=16 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=16 (local.get $c)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=32 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=32 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=32 (local.get $c)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=48 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=48 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=48 (local.get $c)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (local.set $sum (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u (local.get $ones))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end))))
    (call $total (local.get $sum)))

  (func $four-counted
    (param $to i32) (param $end i32) (param $flip v128)
    (param $a i32) (param $a-flip v128)
    (param $b i32) (param $b-flip v128)
    (param $c i32) (param $c-flip v128)
    (param $d i32) (param $d-flip v128)
    (result i32)
    (local $v v128) (local $ones v128) (local $sum v128)
    (loop $next
      (v128.store offset=0 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=0 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=0 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=0 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=0 (local.get $d)))))))
      (local.set $ones (i8x16.popcnt (local.get $v)))
      (v128.store offset=16 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=16 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=16 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=16 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=16 (local.get $d)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=32 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=32 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=32 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=32 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=32 (local.get $d)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (v128.store offset=48 (local.get $to) (local.tee $v
        (v128.xor (local.get $flip)
          (v128.and (v128.and (v128.and (v128.xor (local.get $a-flip) (v128.load offset=48 (local.get $a)))
          (v128.xor (local.get $b-flip) (v128.load offset=48 (local.get $b))))
          (v128.xor (local.get $c-flip) (v128.load offset=48 (local.get $c))))
          (v128.xor (local.get $d-flip) (v128.load offset=48 (local.get $d)))))))
      (local.set $ones (i8x16.add (local.get $ones) (i8x16.popcnt (local.get $v))))
      (local.set $sum (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u (local.get $ones))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 64)))
      (local.set $d (i32.add (local.get $d) (i32.const 64)))
      (br_if $next (i32.ne (local.tee $to (i32.add (local.get $to) (i32.const 64))) (local.get $end))))
    (call $total (local.get $sum)))
)
