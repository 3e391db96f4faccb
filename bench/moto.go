package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/internal/moto"
	"github.com/orgwright/orgwright/schema"
)

// onMoto compares orgwright with tools that work through services which the
// sandbox does not have: both on moto, where it is installed. Its own time is
// part of all figures.
func (b *bench) onMoto(ctx context.Context, mine *peer, document []byte) error {
	var there []*peer
	for _, p := range others() {
		if why := p.missing(); p.moto && why != "" {
			fmt.Printf("SKIPPED: %s (%s)\n", p.name, why)
		} else if p.moto {
			there = append(there, p)
		}
	}
	switch _, err := exec.LookPath("moto_server"); {
	case len(there) == 0:
		return nil
	case err != nil:
		fmt.Println("SKIPPED: tools on moto (moto_server is not installed)")
		return nil
	}
	fmt.Printf("\nThe same on moto, %s a call beside its own time, for tools that need what the sandbox does not have.\n", network)
	for _, p := range append([]*peer{mine}, there...) {
		if err := b.raceOnMoto(ctx, p, document); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) raceOnMoto(ctx context.Context, p *peer, document []byte) error {
	ctx, stop := context.WithCancel(ctx)
	server, wait, err := moto.Run(ctx)
	defer func() {
		stop()
		if wait != nil {
			wait()
		}
	}()
	if err != nil {
		return err
	}
	at, err := motoSite(ctx, server, document)
	if err != nil {
		return err
	}
	defer at.close()
	if p.moto { // it wants to find the organization, if empty
		all := types.OrganizationFeatureSetAll
		if _, err := organizations.NewFromConfig(at.cfg).CreateOrganization(ctx, &organizations.CreateOrganizationInput{FeatureSet: all}); err != nil {
			return err
		}
	}
	return b.raceAt(ctx, p, at)
}

// motoSite is a site that moto answers for.
func motoSite(ctx context.Context, server *moto.Server, document []byte) (*site, error) {
	org, err := schema.Parse("org.yaml", document, nil)
	if err != nil {
		return nil, err
	}
	to, err := url.Parse(server.URL)
	if err != nil {
		return nil, err
	}
	at := &site{size: beside, org: org, beyond: supported(httputil.NewSingleHostReverseProxy(to))}
	id, secret, err := server.Key(ctx, org.Master.ID)
	if err != nil {
		return nil, err
	}
	at.keys = sandbox.Credentials{AccessKeyID: id, SecretAccessKey: secret}
	at.open()
	return at, nil
}

// supported answers what moto does not have and org-formation asks for: which
// sort of support an account pays for.
func supported(by http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeSeverityLevels") {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			_, _ = w.Write([]byte(`{"severityLevels":[{"code":"low","name":"Low"}]}`)) // who hung up needs no answer
			return
		}
		by.ServeHTTP(w, r)
	})
}
