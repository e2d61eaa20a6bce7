#!/usr/bin/env bash
#
# Packs Nibble, TornadoVM and a Java runtime into one folder that needs nothing installed on the
# machine that it is carried to but the driver of its GPU.
#
# Written for bash 3.2, as the launcher.

set -euo pipefail

readonly java=25
readonly limit_mib=60

usage() {
  cat <<'END'
Usage: TORNADOVM_HOME=SDK tornadovm/pack.sh [--backend opencl|ptx] FOLDER

Makes FOLDER, which must not be there yet, and FOLDER.zip. FOLDER holds a Java runtime (jlink), what
is needed of TornadoVM's SDK for one backend (default: opencl), Nibble, the bundled model, a script
`nibble` that starts it, and the licences. It runs on the same system and processor as this one.

  TORNADOVM_HOME     the SDK of TornadoVM 5.2 for JDK 25, made for that backend alone: a driver that
                     does not start takes the others with it
  NIBBLE_JAVA_HOME   a JDK 25, otherwise JAVA_HOME or that of `java` on the PATH
  MAVEN_ARGS         options for Maven, such as -o

An SDK for one backend comes from https://www.tornadovm.org/downloads, or from TornadoVM's source:

  bin/compile --jdk jdk25 --backend opencl    needs GCC, CMake and the loader libOpenCL.so
  bin/compile --jdk jdk25 --backend ptx       needs the CUDA toolkit too, with libcuda.so (a stub of
                                              it suffices), but no GPU; runs where a driver is

Both install the interface that Nibble is compiled against (tornado-api) into the local Maven
repository. The SDK then stands under dist/; TORNADOVM_HOME is the folder with tornado-argfile.
END
}

say() {
  printf 'pack: %s\n' "$*" >&2
}

fail() {
  say "$@"
  exit 1
}

wrong_usage() {
  say "$@"
  usage >&2
  exit 2
}

home=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
parts=$home/tornadovm/pack

# ---- What is asked for ----

backend=opencl
folder=
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --backend)
      (($# > 1)) || wrong_usage '--backend needs a name'
      backend=$2
      shift 2
      ;;
    --backend=*)
      backend=${1#*=}
      shift
      ;;
    -*) wrong_usage "there is no option $1" ;;
    *)
      [[ -z $folder ]] || wrong_usage "one folder, not $folder and $1"
      folder=${1%/}
      shift
      ;;
  esac
done
[[ -n $folder ]] || wrong_usage 'which folder?'

# What the runtime needs beside what both backends do.
case $backend in
  opencl) backend_modules= ;;
  ptx) backend_modules=,java.desktop ;;
  *) wrong_usage "the backend is $backend, expected opencl or ptx" ;;
esac
for there in "$folder" "$folder.zip"; do
  [[ ! -e $there && ! -L $there ]] || fail "$there is there already"
done

# ---- The SDK ----

sdk=${TORNADOVM_HOME:-}
[[ -n $sdk ]] || fail 'TORNADOVM_HOME is not set; see --help'
argfile=$sdk/tornado-argfile
[[ -f $argfile ]] || fail "TORNADOVM_HOME is $sdk, where there is no tornado-argfile"

# Sets `found` to the one file that a pattern matches.
find_one() {
  local pattern=$1 file files=()
  for file in $pattern; do
    [[ ! -f $file ]] || files+=("$file")
  done
  ((${#files[@]} == 1)) || fail "${#files[@]} files $pattern, expected one"
  found=${files[0]}
}

drivers=$(sed -n 's/^--add-modules //p' "$argfile" | tr ',' '\n' |
  sed -n 's/^tornado\.drivers\.//p' | grep -vx common || true)
[[ -n $drivers ]] || fail "$argfile names no driver"
[[ $drivers == "$backend" ]] ||
  fail "$sdk is for the backend ${drivers//$'\n'/, }, expected $backend alone; see --help"
native=$sdk/lib/libtornado-$backend.so
[[ -f $native ]] || fail "there is no $native"

modules=()
for name in tornado-{api,annotation,runtime,drivers-common,drivers-"$backend"} \
  asm commons-math3 snmp4j; do
  find_one "$sdk/share/java/tornado/$name-[0-9]*.jar"
  modules+=("$found")
done
graal=()
for name in compiler truffle-compiler collections word; do
  find_one "$sdk/share/java/graalJars/$name-[0-9]*.jar"
  graal+=("$found")
done

# ---- The JDK ----

jdk=${NIBBLE_JAVA_HOME:-${JAVA_HOME:-}}
if [[ -z $jdk ]]; then
  path_java=$(type -P java) || fail 'found no JDK; set NIBBLE_JAVA_HOME'
  jdk=$("$path_java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
fi
[[ -x $jdk/bin/jlink ]] || fail "$jdk is no JDK: there is no bin/jlink"
version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$jdk/release" 2>/dev/null || true)
[[ ${version%%.*} == "$java" ]] ||
  fail "$jdk is a Java ${version:-of unknown version}, and TornadoVM needs a $java"

# ---- Packing ----

say 'building Nibble'
(cd "$home" && JAVA_HOME=$jdk ./mvnw --quiet -Dmaven.test.skip=true \
  -Ptornadovm -pl cli,tornadovm -am package) >&2 || fail 'the build failed'

# What is half done goes again.
trap 'rm -rf "$folder" "$folder.zip"' EXIT
mkdir -p "$folder"

say 'linking the Java runtime'
# Not compressed: one file of classes is then packed smaller than many (9.8 for 13.8 MB), and starts
# faster. Nibble's own classes keep what debuggers read, which is where kernels have names from.
"$jdk/bin/jlink" --output "$folder/java" \
  --add-modules "java.base,java.logging,java.management,jdk.graal.compiler,jdk.incubator.vector,jdk.internal.vm.ci,jdk.jfr,jdk.management,jdk.unsupported$backend_modules" \
  --strip-debug --no-man-pages --no-header-files --compress zip-0 >&2 || fail 'jlink failed'

say 'copying the rest'
mkdir "$folder"/{lib,licences,models,tornadovm} "$folder"/tornadovm/{graal,modules,native}
cp "${modules[@]}" "$folder/tornadovm/modules/"
cp "${graal[@]}" "$folder/tornadovm/graal/"
cp "$native" "$folder/tornadovm/native/"
cp "$home/cli/target/nibble-cli.jar" "$home"/cli/target/lib/*.jar \
  "$home/tornadovm/target/nibble-tornadovm.jar" "$folder/lib/"
cp "$home"/models/* "$folder/models/"
cp "$parts/nibble" "$parts/README.txt" "$folder/"
cp "$parts/licences.txt" "$folder/licences/README.txt"
cp "$home/LICENSE" "$folder/licences/nibble.txt"
for file in "$sdk"/LICENSE*; do
  cp "$file" "$folder/licences/tornadovm-${file##*/}"
done
chmod -R u+w,go+rX "$folder"
chmod +x "$folder/nibble"

# The launcher's options behind TornadoVM's, without what names a place: the script adds that.
jvm_options=()
eval "$(sed -n '/^readonly jvm_options=(/,/^)/p' "$home/nibble")"
{
  sed -e '/^#/d' -e '/^ *$/d' \
    -e '/^--module-path /d' -e '/^--upgrade-module-path /d' -e '/^-Djava.library.path=/d' \
    -e '/^-XX:+UseParallelGC$/d' "$argfile"
  printf '%s\n' -Dtornado.recover.bailout=False -Dtornado.max.events=64 "${jvm_options[@]}"
} >"$folder/java.options"
! grep -E '(^|[=: ])/' "$folder/java.options" >&2 ||
  fail "$argfile has these lines about a place, which this script does not know"

# ---- Does it start, and how large is it? ----

env -i PATH=/usr/bin:/bin "$folder/nibble" --version >&2 || fail "$folder/nibble does not start"

say 'zipping'
(cd "$(dirname "$folder")" && zip --quiet --recurse-paths --symlinks -9 \
  "${folder##*/}.zip" "${folder##*/}") || fail 'zip failed'
bytes=$(wc -c <"$folder.zip")
trap - EXIT
mib=$(((bytes + 1024 * 1024 - 1) / 1024 / 1024))
say "$folder.zip: $mib MiB"
((mib <= limit_mib)) || say "that is over $limit_mib MiB"
