# make build and make test need Go and make, nothing else.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
.PHONY: build test test-moto lint golden demo bench clean

GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
DATE ?= $(shell git show -s --format=%cI HEAD 2>/dev/null)
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT) -X main.date=$(DATE)

# The tools of make lint, pinned; the Go module proxy has them.
GOFUMPT := $(GO) run mvdan.cc/gofumpt@v0.12.0
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2

build: ## bin/orgwright
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/orgwright ./cmd/orgwright

test: ## everything that needs no other program; RACE=1 for the race detector
	$(GO) vet ./...
	$(GO) test -timeout 30m -parallel 4 $(if $(RACE),-race) $$($(GO) list ./... | grep -v '/engine/kind$$')
	@GO='$(GO)' scripts/test-kind.sh $(if $(RACE),-race)
	@if command -v moto_server >/dev/null; then \
	  echo "SKIPPED: moto conformance (make test-moto runs it)"; \
	else \
	  echo "SKIPPED: moto conformance (moto_server not found; pip install 'moto[server]', then make test-moto)"; \
	fi

test-moto: ## the same organization against moto, as a second opinion
	@GO='$(GO)' scripts/test-moto.sh

lint: ## go vet, gofumpt, staticcheck; golangci-lint where it is installed
	$(GO) vet ./...
	@files=$$($(GOFUMPT) -l .); if [ -n "$$files" ]; then $(GOFUMPT) -d $$files || true; echo "gofumpt: not formatted:" $$files; exit 1; fi
	$(STATICCHECK) ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run ./...; \
	else echo "SKIPPED: golangci-lint (not installed)"; fi

golden: ## writes the golden files anew: read the difference before committing it
	$(GO) test -count=1 $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs dirname | grep -v cmd/orgwright | sort -u) -update
	$(GO) test -count=1 -run ExamplePlans ./cmd/orgwright -update

demo: build ## plans, applies and plans again examples/acme on the embedded sandbox
	@scripts/demo.sh

bench: ## API calls and time of plans, against their bounds
	$(GO) run ./bench

clean:
	rm -rf bin
