package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// unpack reads the files of an npm archive.
func unpack(archive []byte) (map[string][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[h.Name], err = io.ReadAll(t); err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
	}
}

// A table is what is packed.
type table struct {
	services []service
	actions  int
}

// A service has its actions in groups of the same level that work on the same
// resources.
type service struct {
	name     string
	patterns []string
	groups   map[string][]string // names by "LEVEL PATTERN,PATTERN"
}

const data = "package/data/"

// read takes the table from the package's files.
func read(files map[string][]byte) (*table, error) {
	t := new(table)
	var names []string
	if err := json.Unmarshal(files[data+"services.json"], &names); err != nil {
		return nil, fmt.Errorf("services.json: %w", err)
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		s, n, err := readService(name, files)
		if err != nil {
			return nil, fmt.Errorf("service %s: %w", name, err)
		}
		t.services, t.actions = append(t.services, s), t.actions+n
	}
	return t, nil
}

// levels are the marks of the levels, as the package names these (AWS: service
// authorization reference, access level).
var levels = map[string]string{
	"List": "l", "Read": "r", "Write": "w", "Tagging, Write": "t", "Permissions management, Write": "p",
}

func readService(name string, files map[string][]byte) (service, int, error) {
	var actions map[string]struct {
		Name, AccessLevel string
		ResourceTypes     []struct{ Name string }
	}
	if err := json.Unmarshal(files[path.Join(data, "actions", name+".json")], &actions); err != nil {
		return service{}, 0, err
	}
	patterns, err := readPatterns(files[path.Join(data, "resourceTypes", name+".json")])
	if err != nil {
		return service{}, 0, err
	}
	s := service{name, slices.Compact(slices.Sorted(maps.Values(patterns))), map[string][]string{}}
	for _, a := range actions {
		level, on := levels[a.AccessLevel], []int{}
		for _, r := range a.ResourceTypes {
			pattern, known := patterns[strings.ToLower(r.Name)]
			if !known {
				return service{}, 0, fmt.Errorf("action %s: no resource type %s", a.Name, r.Name)
			}
			i, _ := slices.BinarySearch(s.patterns, pattern)
			on = append(on, i)
		}
		if level == "" || strings.ContainsAny(a.Name, " \n*?:") {
			return service{}, 0, fmt.Errorf("action %q, level %q: not understood", a.Name, a.AccessLevel)
		}
		slices.Sort(on)
		key := level + " " + strings.Trim(strings.ReplaceAll(fmt.Sprint(slices.Compact(on)), " ", ","), "[]")
		s.groups[key] = append(s.groups[key], a.Name)
	}
	return s, len(actions), nil
}

// readPatterns makes a pattern of each resource type's ARN.
func readPatterns(text []byte) (map[string]string, error) {
	var types map[string]struct{ ARN string }
	if err := json.Unmarshal([]byte(cmp.Or(string(text), "{}")), &types); err != nil {
		return nil, err
	}
	patterns := map[string]string{}
	for name, r := range types {
		if strings.ContainsAny(r.ARN, "%?\n") {
			return nil, fmt.Errorf("resource type %s: %q is not understood", name, r.ARN)
		}
		patterns[strings.ToLower(name)] = pattern(r.ARN)
	}
	return patterns, nil
}

var variable = regexp.MustCompile(`\$\{[^}]*\}`)

// pattern writes the variables of an ARN as *, and as % where they hold no
// colon and no slash: before its fifth colon, and where a bucket is named.
func pattern(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	for i, part := range parts {
		if i < 5 {
			parts[i] = variable.ReplaceAllString(part, "%")
		} else {
			parts[i] = variable.ReplaceAllString(strings.ReplaceAll(part, "${BucketName}", "%"), "*")
		}
	}
	return strings.Join(parts, ":")
}

// text is the table as package access reads it: where it is from; then each
// service, its patterns after a space, and its groups after an equals sign.
func (t *table) text() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s\n", source, version)
	for _, s := range t.services {
		out.WriteString(s.name + "\n")
		for _, p := range s.patterns {
			out.WriteString(" " + p + "\n")
		}
		for _, key := range slices.Sorted(maps.Keys(s.groups)) {
			out.WriteString("=" + key + " " + strings.Join(slices.Sorted(slices.Values(s.groups[key])), " ") + "\n")
		}
	}
	return out.String()
}

// page says where the table comes from, and under which licence.
func (t *table) page(licence string) string {
	return fmt.Sprintf(`# AWS's table of actions

`+"`actions.txt.gz`"+` holds the names of AWS's actions, their access levels and the ARNs of the resources they work on:
%d actions of %d services. It is made by `+"`go generate ./engine/access`"+` from the npm package [%s](https://www.npmjs.com/package/%s),
version %s, which follows AWS's service authorization reference. Descriptions and condition keys are left out.
The package's licence (MIT) covers it:

%s`, t.actions, len(t.services), source, source, version, "```text\n"+strings.TrimSpace(licence)+"\n```\n")
}
